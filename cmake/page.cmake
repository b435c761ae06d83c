# SPDX-License-Identifier: GPL-3.0-or-later

# The live page (dashboard/) becomes part of the program: hblink_page is the library of its files, built with
# Node.js 18 or later, or an empty one that says on "/" how to get the page.
set(HBLINK_PAGE AUTO CACHE STRING "Build the live page into the program: ON, OFF, or AUTO = if Node.js is there")
set_property(CACHE HBLINK_PAGE PROPERTY STRINGS AUTO ON OFF)

find_program(NODE NAMES node nodejs)
find_program(NPM npm)

# Why the page cannot be built; "" = it can.
function(hblink_page_obstacle result)
    set(${result} "" PARENT_SCOPE)
    if(NOT EXISTS ${PROJECT_SOURCE_DIR}/dashboard/package.json)
        set(${result} "there is no dashboard/package.json" PARENT_SCOPE)
    elseif(NOT NODE OR NOT NPM)
        set(${result} "Node.js or npm is missing" PARENT_SCOPE)
    else()
        execute_process(COMMAND ${NODE} --version OUTPUT_VARIABLE version OUTPUT_STRIP_TRAILING_WHITESPACE)
        string(REGEX REPLACE "^v" "" version "${version}")
        if(version VERSION_LESS 18)
            set(${result} "Node.js is older than 18 (${version})" PARENT_SCOPE)
        endif()
    endif()
endfunction()

# hblink_page(NO_PAGE): NO_PAGE is the source that stands in for the page's files.
function(hblink_page no_page)
    set(files ${no_page})
    hblink_page_obstacle(obstacle)
    if(HBLINK_PAGE STREQUAL "ON" AND obstacle)
        message(FATAL_ERROR "HBLINK_PAGE is ON, but ${obstacle}")
    elseif(HBLINK_PAGE STREQUAL "AUTO" AND obstacle)
        message(STATUS "Without the live page: ${obstacle}")
    elseif(HBLINK_PAGE)
        set(files ${CMAKE_BINARY_DIR}/dashboard/page_files.cpp)
        # The search finds new files; what is only for tests makes no other page.
        file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/dashboard/*)
        list(FILTER sources EXCLUDE REGEX "/dashboard/(node_modules|dist|test|e2e)/|\\.md$")
        add_custom_command(
            OUTPUT ${files}
            COMMAND ${CMAKE_COMMAND} -D NODE=${NODE} -D NPM=${NPM} -D SOURCE=${PROJECT_SOURCE_DIR}/dashboard
                    -D WORK=${CMAKE_BINARY_DIR}/dashboard -D EMBED=${PROJECT_SOURCE_DIR}/cmake/embed_page.mjs
                    -D OUTPUT=${files} -P ${PROJECT_SOURCE_DIR}/cmake/build_page.cmake
            DEPENDS ${sources} ${PROJECT_SOURCE_DIR}/cmake/build_page.cmake
                    ${PROJECT_SOURCE_DIR}/cmake/embed_page.mjs
            COMMENT "Building the live page (npm)"
            VERBATIM)
    endif()
    add_library(hblink_page STATIC ${files})
    target_include_directories(hblink_page PUBLIC ${PROJECT_SOURCE_DIR}/headers)
endfunction()
