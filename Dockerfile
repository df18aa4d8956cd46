# mtlslint in a container, to be run over a folder with a Go module:
#
#   docker run --rm -v "$PWD:/work" mtlslint ./...
#
# The last stage has the go command: mtlslint loads packages with it.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /mtlslint ./cmd/mtlslint

FROM golang:1.26-alpine
RUN apk add --no-cache git && git config --system --add safe.directory /work
COPY --from=build /mtlslint /usr/local/bin/mtlslint
WORKDIR /work
ENTRYPOINT ["mtlslint"]
CMD ["./..."]
