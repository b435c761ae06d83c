// SPDX-License-Identifier: GPL-3.0-or-later
console.log("äöü \\ 7");console.log("äöü \\ 7");console.log("äöü \\ 7");
