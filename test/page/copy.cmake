# SPDX-License-Identifier: GPL-3.0-or-later
# Copies the page's sources from SOURCE to WORK and fetches all its packages when package-lock.json has changed.
file(GLOB old ${WORK}/*)
list(FILTER old EXCLUDE REGEX "/(node_modules|lock)$")
if(old)
    file(REMOVE_RECURSE ${old})
endif()
file(COPY ${SOURCE}/ DESTINATION ${WORK} PATTERN node_modules EXCLUDE PATTERN dist EXCLUDE)

file(SHA256 ${WORK}/package-lock.json lock)
set(fetched "")
if(EXISTS ${WORK}/lock)
    file(READ ${WORK}/lock fetched)
endif()
if(lock STREQUAL fetched)
    return()
endif()
file(REMOVE ${WORK}/lock)
execute_process(COMMAND ${NPM} ci --ignore-scripts --prefer-offline --no-audit --no-fund
                WORKING_DIRECTORY ${WORK} RESULT_VARIABLE failed)
if(failed)
    message(FATAL_ERROR "npm ci failed")
endif()
file(WRITE ${WORK}/lock ${lock})
