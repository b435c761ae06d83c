# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the page of SOURCE in the folder WORK and makes OUTPUT of it. The packages of package-lock.json are
# fetched when it has changed; nothing is written beside the sources.
set(advice "Without the page: cmake -D HBLINK_PAGE=OFF.")

file(GLOB old LIST_DIRECTORIES true ${WORK}/*)
list(FILTER old EXCLUDE REGEX "/(node_modules|lock)$")
if(old)
    file(REMOVE_RECURSE ${old})
endif()
file(COPY ${SOURCE}/ DESTINATION ${WORK} PATTERN node_modules EXCLUDE PATTERN dist EXCLUDE)

# run(WHAT COMMAND...): quiet unless it fails
function(run what)
    execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${WORK} RESULT_VARIABLE failed
                    OUTPUT_VARIABLE said ERROR_VARIABLE said)
    if(failed)
        message(FATAL_ERROR "${what} failed:\n${said}\n${advice}")
    endif()
endfunction()

file(SHA256 ${WORK}/package-lock.json lock)
set(fetched "")
if(EXISTS ${WORK}/lock)
    file(READ ${WORK}/lock fetched)
endif()
if(NOT lock STREQUAL fetched)
    file(REMOVE ${WORK}/lock)
    # No script of a package is run: none of ours needs one. What only checks and tests need stays away.
    run("npm ci" ${NPM} ci --omit=dev --ignore-scripts --prefer-offline --no-audit --no-fund)
    file(WRITE ${WORK}/lock ${lock})
endif()
run("npm run build" ${NPM} run build)
run("Embedding the page" ${NODE} ${EMBED} ${WORK}/dist ${OUTPUT})
