import type net from "node:net";
import tls from "node:tls";
import { parseIp } from "@/lib/address/ip-address";
import { CallError } from "./call-error";
import { tlsReason } from "./tls-reason";

/**
 * TLS over a connected socket, verified before anything is sent.
 * @param how.context what to trust and to show; null for the authorities Node brings
 * @throws CallError with the reason as a clause
 */
export function startTls(
  socket: net.Socket,
  host: string,
  { context, sendsCertificate }: { context: tls.SecureContext | null; sendsCertificate: boolean },
  signal: AbortSignal,
): Promise<tls.TLSSocket> {
  return new Promise((resolve, reject) => {
    const servername = parseIp(host) ? "" : host.replace(/\.$/, "");
    let certificate: tls.PeerCertificate | undefined;
    const secured = tls.connect({
      socket,
      host,
      servername,
      ALPNProtocols: ["http/1.1"],
      rejectUnauthorized: true,
      ...(context ? { secureContext: context } : {}),
    });
    const abort = () => fail(signal.reason);
    const settle = () => {
      signal.removeEventListener("abort", abort);
      secured.removeListener("error", fail);
    };
    const callError = (error: unknown) =>
      new CallError("tls", error, tlsReason(error, { certificate, host, sendsCertificate }));
    const fail = (error: unknown) => {
      settle();
      secured.on("error", () => {});
      secured.destroy();
      reject(callError(error));
    };
    // When Node refuses a certificate it destroys the socket before it says so, and the certificate is gone with it.
    // Not getPeerX509Certificate: asked before Node's own check, it leaves that check without a certificate.
    secured.prependOnceListener("secure", () => {
      certificate = secured.getPeerCertificate();
    });
    signal.addEventListener("abort", abort, { once: true });
    secured.once("error", fail);
    secured.once("secureConnect", () => {
      settle();
      // TLS 1.3 refuses a client after its handshake. Node tells the alert without closing, and undici would take the
      // end that follows for the reason.
      secured.once("error", (error) => secured.destroy(isAlert(error) ? callError(error) : error));
      resolve(secured);
    });
  });
}

const isAlert = (error: Error) => (error as NodeJS.ErrnoException).code?.startsWith("ERR_SSL_") === true;
