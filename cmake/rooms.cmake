# SPDX-License-Identifier: GPL-3.0-or-later

# A room of the house (docs/architecture.md): a static library hblink_NAME of the sources beside the
# calling CMakeLists.txt, which may use the rooms and libraries named after USES.
function(hblink_room name)
    cmake_parse_arguments(PARSE_ARGV 1 room "" "" "SOURCES;USES")
    add_library(hblink_${name} STATIC ${room_SOURCES})
    target_include_directories(hblink_${name} PUBLIC ${PROJECT_SOURCE_DIR}/headers)
    target_link_libraries(hblink_${name} PUBLIC ${room_USES} Boost::headers PRIVATE hblink_warnings)
endfunction()

# A test program of Boost.Test: one CTest named NAME. DATA is the folder of test data.
function(hblink_test name)
    cmake_parse_arguments(PARSE_ARGV 1 test "" "TIMEOUT" "SOURCES;USES;LABELS")
    add_executable(${name} ${test_SOURCES})
    target_compile_definitions(${name} PRIVATE HBLINK_TEST_DATA="${PROJECT_SOURCE_DIR}/test/data"
                                               HBLINK_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/test)
    target_link_libraries(${name} PRIVATE ${test_USES} Boost::unit_test_framework hblink_warnings)
    # What a test stands on is optimised, the test itself not: that halves the time to compile it.
    target_compile_options(${name} PRIVATE $<$<CONFIG:Debug>:-O0>)
    add_test(NAME ${name} COMMAND ${name} --log_level=error --report_level=short)
    if(NOT test_TIMEOUT)
        set(test_TIMEOUT 120)
    endif()
    set_tests_properties(${name} PROPERTIES TIMEOUT ${test_TIMEOUT} LABELS "${test_LABELS}")
endfunction()
