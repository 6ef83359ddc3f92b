# Stand-ins for python:3.11 and its slim sibling: CPython from Debian's source package, without Debian's patches, in
# /usr/local as the official images have it: without byte code, which the first run of pip leaves in a layer of its own.
ARG SUITE
FROM buildpack-deps:${SUITE} AS build
ARG PYTHONDONTWRITEBYTECODE=1
RUN apt-get update && apt-get install -y --no-install-recommends libbluetooth-dev tk-dev uuid-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /build
RUN sed -n 's/^deb /deb-src /p' /etc/apt/sources.list > /etc/apt/sources.list.d/sources.list \
    && apt-get update && apt-get source --download-only --tar-only python3.11 \
    && tar --strip-components=1 -xf python3.11_*.orig.tar.*
RUN ./configure --quiet --enable-shared --enable-loadable-sqlite-extensions --with-ensurepip \
        LDFLAGS='-Wl,--strip-all,-rpath=/usr/local/lib' > /dev/null \
    && make --silent -j "$(nproc)" > /dev/null \
    && make --silent install > /dev/null \
    && find /usr/local -depth \( \( -type d -a \( -name test -o -name tests -o -name idle_test -o -name __pycache__ \) \) \
        -o \( -type f -a \( -name '*.pyc' -o -name 'libpython*.a' \) \) \) -exec rm -rf '{}' + \
    && for name in idle pip pydoc python; do ln -sf "${name}3" "/usr/local/bin/$name"; done \
    && ldconfig \
    && pip install --quiet --no-cache-dir --no-compile pip==24.0 setuptools==79.0.1 wheel==0.45.1 \
    && python -c 'import bz2, ctypes, lzma, readline, sqlite3, ssl, uuid, zlib'
# pip has to keep what it gets, as it does with the public index: else layers are measured that no user has
RUN pip download --quiet --disable-pip-version-check --no-deps --dest /wheel wheel==0.45.1 \
    && find /root/.cache/pip -type f -exec cmp --quiet '{}' /wheel/*.whl ';' -print | grep -q .

FROM buildpack-deps:${SUITE} AS full
ARG PYTHONDONTWRITEBYTECODE=1
ENV PATH=/usr/local/bin:$PATH LANG=C.UTF-8
RUN apt-get update && apt-get install -y --no-install-recommends libbluetooth-dev tk-dev uuid-dev && rm -rf /var/lib/apt/lists/*
COPY --from=build /usr/local /usr/local
RUN ldconfig && python --version && pip --version && ! find /usr/local -name '*.pyc' | grep .
CMD ["python3"]

FROM debian:${SUITE}-slim AS slim
ARG PYTHONDONTWRITEBYTECODE=1
ENV PATH=/usr/local/bin:$PATH LANG=C.UTF-8
RUN apt-get update && apt-get install -y --no-install-recommends \
        ca-certificates netbase tzdata libbz2-1.0 libffi8 libgdbm6 libgdbm-compat4 liblzma5 libncursesw6 libnsl2 libreadline8 \
        libsqlite3-0 libssl3 libtirpc3 libuuid1 zlib1g \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /usr/local /usr/local
RUN ldconfig && python -c 'import bz2, ctypes, lzma, readline, sqlite3, ssl, uuid, zlib' && pip --version \
    && ! find /usr/local -name '*.pyc' | grep .
CMD ["python3"]
