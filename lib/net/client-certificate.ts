/** What a client shows of itself in a TLS handshake: PEM, the certificate with those that follow it in its chain. */
export type ClientCertificate = { certificate: string; key: string };
