// Package keys holds the context keys that several packages share.
package keys

import "context"

type ctxKey int

const (
	clientKey ctxKey = iota
	requestIDKey
)

// WithClient puts the client's name into ctx.
func WithClient(ctx context.Context, name string) context.Context {
	return context.WithValue(ctx, clientKey, name)
}

// Client returns the client's name.
func Client(ctx context.Context) (string, bool) {
	name, ok := ctx.Value(clientKey).(string)
	return name, ok
}

// WithRequestID puts a request's number into ctx.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey, id)
}

// RequestID returns the request's number.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey).(string)
	return id
}
