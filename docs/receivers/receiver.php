<?php
// A receiver of Callboard's callbacks in PHP 8, without libraries.
// WEBHOOK_SECRET=whsec_… php -S 127.0.0.1:8080 receiver.php

const TOLERANCE_SECONDS = 5 * 60;

/** Whether Callboard sent this request: its query as it came, byte for byte, and its headers. */
function isGenuine(string $secret, string $query, string $id, string $timestamp, string $signatures, int $now): bool
{
    if ($id === '' || !ctype_digit($timestamp) || abs($now - (int) $timestamp) > TOLERANCE_SECONDS) {
        return false;
    }
    $key = base64_decode(preg_replace('/^whsec_/', '', $secret));
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.\"$query\"", $key, true));
    // Two signatures, parted by a space, for a day after the secret was rotated.
    foreach (explode(' ', $signatures) as $given) {
        if (hash_equals($expected, $given)) {
            return true;
        }
    }
    return false;
}

$genuine = isGenuine(
    (string) getenv('WEBHOOK_SECRET'),
    explode('?', $_SERVER['REQUEST_URI'], 2)[1] ?? '',
    $_SERVER['HTTP_WEBHOOK_ID'] ?? '',
    $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '',
    $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? '',
    time(),
);
http_response_code($genuine ? 204 : 401);
if ($genuine) {
    // The same webhook-id may come again after a crash: remember it, and do the work once.
    error_log("{$_SERVER['HTTP_WEBHOOK_ID']} {$_GET['eventType']} {$_GET['instanceID']}");
}
