package remote

import (
	"bytes"
	"context"
	"net/http"

	"github.com/golang/snappy"
)

func (c *Client) store(ctx context.Context, pb []byte) error {
	// degrades: compress
	body := snappy.Encode(nil, pb)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Encoding", "snappy")
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
