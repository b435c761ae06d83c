# SPDX-License-Identifier: GPL-3.0-or-later
# Warnings are errors, in our own code only: link this PRIVATE.
add_library(hblink_warnings INTERFACE)
target_compile_options(hblink_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_FLAGS MATCHES "-fsanitize=thread")
    # g++ 12 warns of fences in Boost.Asio that TSan does not model.
    target_compile_options(hblink_warnings INTERFACE -Wno-tsan)
endif()
