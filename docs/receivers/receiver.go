// A receiver of Callboard's callbacks in Go 1.19 or newer, without libraries.
// WEBHOOK_SECRET=whsec_… PORT=8080 go run receiver.go
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

const tolerance = 5 * time.Minute

// keyOf returns the key in a signing secret, or an error where it holds none.
func keyOf(secret string) ([]byte, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || len(key) < 24 {
		return nil, errors.New("set WEBHOOK_SECRET to the URL's signing secret, whsec_…")
	}
	return key, nil
}

// isGenuine says whether Callboard sent this request: its query as it came, byte for byte, and its headers.
func isGenuine(key []byte, query string, headers http.Header, now time.Time) bool {
	for _, name := range []string{"webhook-id", "webhook-timestamp", "webhook-signature"} {
		if len(headers.Values(name)) != 1 {
			return false
		}
	}
	id, timestamp := headers.Get("webhook-id"), headers.Get("webhook-timestamp")
	seconds, err := strconv.ParseUint(timestamp, 10, 48)
	if id == "" || err != nil || now.Sub(time.Unix(int64(seconds), 0)).Abs() > tolerance {
		return false
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, `%s.%s."%s"`, id, timestamp, query)
	expected := []byte("v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	// Two signatures, parted by a space, for a day after the secret was rotated.
	for _, given := range strings.Split(headers.Get("webhook-signature"), " ") {
		if hmac.Equal([]byte(given), expected) {
			return true
		}
	}
	return false
}

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	key, err := keyOf(os.Getenv("WEBHOOK_SECRET"))
	if err != nil {
		log.Fatal(err)
	}
	// Not by http.HandleFunc, which redirects a path with "//". A panic closes the connection, and Callboard calls again.
	receive := func(w http.ResponseWriter, r *http.Request) {
		if !isGenuine(key, r.URL.RawQuery, r.Header, time.Now()) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		// The same webhook-id may come again after a crash: remember it, and do the work once.
		fmt.Println(r.Header.Get("webhook-id"), r.URL.Query().Get("eventType"), r.URL.Query().Get("instanceID"))
		w.WriteHeader(http.StatusNoContent)
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+port, http.HandlerFunc(receive)))
}
