<?php
// A receiver of Callboard's callbacks in PHP 8, without libraries or extensions.
// WEBHOOK_SECRET=whsec_… php -S 127.0.0.1:8080 receiver.php

// Until the call is known to be genuine, whatever goes wrong is a failure: PHP answers 200 to a fatal error otherwise.
http_response_code(500);

const TOLERANCE_SECONDS = 5 * 60;

/** The key in a signing secret, or null where it holds none. */
function keyOf(string $secret): ?string
{
    $key = base64_decode(preg_replace('/^whsec_/', '', $secret), true);
    return is_string($key) && strlen($key) >= 24 ? $key : null;
}

/** Whether Callboard sent this request: its query as it came, byte for byte, and its headers. */
function isGenuine(string $key, string $query, string $id, string $timestamp, string $signatures, int $now): bool
{
    if ($id === '' || !preg_match('/^[0-9]{1,15}$/D', $timestamp) || abs($now - (int) $timestamp) > TOLERANCE_SECONDS) {
        return false;
    }
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.\"$query\"", $key, true));
    // Two signatures, parted by a space, for a day after the secret was rotated. PHP joins a repeated header by ", ".
    if (str_contains($signatures, ', ')) {
        return false;
    }
    foreach (explode(' ', $signatures) as $given) {
        if (hash_equals($expected, $given)) {
            return true;
        }
    }
    return false;
}

$key = keyOf((string) getenv('WEBHOOK_SECRET'));
if ($key === null) {
    error_log('WEBHOOK_SECRET is not set, or is no signing secret of Callboard.');
    exit;
}
$genuine = isGenuine(
    $key,
    explode('?', $_SERVER['REQUEST_URI'], 2)[1] ?? '',
    $_SERVER['HTTP_WEBHOOK_ID'] ?? '',
    $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '',
    $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? '',
    time(),
);
if (!$genuine) {
    http_response_code(401);
    exit;
}
// The same webhook-id may come again after a crash: remember it, and do the work once. Only then is it a success.
error_log("{$_SERVER['HTTP_WEBHOOK_ID']} {$_GET['eventType']} {$_GET['instanceID']}");
http_response_code(204);
