# SPDX-License-Identifier: GPL-3.0-or-later
# docker build -t hblinkd .                  the image that operators run
# docker build --target test -t hblinkd-test . && docker run --rm hblinkd-test
#                                            runs the whole test suite

FROM debian:bookworm-slim AS build
WORKDIR /hblinkd
# The list of packages has one home, ./dev; copied alone, so that the layer lives as long as the list.
COPY dev ./
RUN ./dev tools build
# Only what the programs are made of: a changed test or page compiles nothing anew.
COPY CMakeLists.txt CMakePresets.json ./
COPY cmake ./cmake/
COPY dashboard ./dashboard/
COPY etc ./etc/
COPY headers ./headers/
COPY source ./source/
RUN ./dev build && DESTDIR=/installed cmake --install build/release --prefix /usr --strip

# No RUN: builders that make all stages in their order (podman 4, docker without BuildKit) would test each time.
FROM build AS test
COPY . .
CMD ["./dev", "test"]

FROM debian:bookworm-slim AS server
# What the two programs are linked with; test/house/runtime_libraries.py holds the list against them.
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        libboost-container1.81.0 \
        libboost-filesystem1.81.0 \
        libboost-json1.81.0 \
        libboost-log1.81.0 \
        libboost-program-options1.81.0 \
        libboost-thread1.81.0 \
        libssl3 \
        libstdc++6 \
    && apt-get clean \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /installed/ /
# A number, so that Kubernetes and the like can see that it is not root. A new volume takes over the owner
# of the folder that it covers.
RUN install -d -o 62031 -g 62031 -m 0750 /etc/hblinkd /var/lib/hblinkd /run/hblinkd
USER 62031:62031
VOLUME ["/etc/hblinkd", "/var/lib/hblinkd"]
EXPOSE 62031/udp
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
    CMD ["/usr/bin/hblinkd", "health", "--config", "/etc/hblinkd/hblinkd.json"]
ENTRYPOINT ["/usr/bin/hblinkd"]
CMD ["run", "--config", "/etc/hblinkd/hblinkd.json"]
