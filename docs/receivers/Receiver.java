// A receiver of Callboard's callbacks in Java 17 or newer: a servlet for any container, and a main that runs it in Tomcat.
// With tomcat-embed-core 11 and tomcat-annotations-api 11 of org.apache.tomcat.embed and org.apache.tomcat in the folder lib:
// WEBHOOK_SECRET=whsec_… PORT=8080 java -cp 'lib/*' Receiver.java
// In Spring call isGenuine with HttpServletRequest.getQueryString(), never with @RequestParam, which is decoded.
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

@SuppressWarnings("serial")
public class Receiver extends HttpServlet {
  static final long TOLERANCE_SECONDS = 5 * 60;

  private final byte[] key = keyOf(System.getenv("WEBHOOK_SECRET"));

  /** The key in a signing secret. IllegalArgumentException where it holds none. */
  static byte[] keyOf(String secret) {
    byte[] key = Base64.getDecoder().decode(secret == null ? "" : secret.replaceFirst("^whsec_", ""));
    if (key.length < 24) throw new IllegalArgumentException("Set WEBHOOK_SECRET to the URL's signing secret, whsec_…");
    return key;
  }

  /** Whether Callboard sent this request: its query as it came, byte for byte, and the values of its headers by their name. */
  static boolean isGenuine(byte[] key, String query, Function<String, List<String>> valuesOf, Instant now)
      throws GeneralSecurityException {
    var headers = Stream.of("webhook-id", "webhook-timestamp", "webhook-signature").map(valuesOf).toList();
    if (headers.stream().anyMatch(values -> values.size() != 1)) return false;
    String id = headers.get(0).get(0), timestamp = headers.get(1).get(0), signatures = headers.get(2).get(0);
    if (id.isEmpty() || !timestamp.matches("[0-9]{1,15}")) return false;
    if (Math.abs(now.getEpochSecond() - Long.parseLong(timestamp)) > TOLERANCE_SECONDS) return false;
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    byte[] digest = mac.doFinal((id + "." + timestamp + ".\"" + query + "\"").getBytes(StandardCharsets.UTF_8));
    byte[] expected = ("v1," + Base64.getEncoder().encodeToString(digest)).getBytes(StandardCharsets.UTF_8);
    // Two signatures, parted by a space, for a day after the secret was rotated.
    return Stream.of(signatures.split(" "))
        .anyMatch(given -> MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected));
  }

  /** An exception is answered with 500, and Callboard calls again. */
  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response) {
    var query = request.getQueryString() == null ? "" : request.getQueryString();
    try {
      if (!isGenuine(key, query, name -> Collections.list(request.getHeaders(name)), Instant.now())) {
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        return;
      }
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
    // The same webhook-id may come again after a crash: remember it, and do the work once.
    System.out.println(
        request.getHeader("webhook-id") + " " + valueOf(query, "eventType") + " " + valueOf(query, "instanceID"));
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }

  /** Not by getParameter, which in some containers throws where another pair of the query is none: "=5", "%E4". */
  private static String valueOf(String query, String name) {
    for (var pair : query.split("&")) {
      if (pair.startsWith(name + "=")) {
        return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
      }
    }
    throw new IllegalArgumentException("The query has no " + name + ".");
  }

  public static void main(String[] args) throws IOException, LifecycleException {
    var connector = new Connector();
    connector.setProperty("address", "127.0.0.1");
    connector.setPort(Integer.parseInt(System.getenv().getOrDefault("PORT", "8080")));
    // What Tomcat answers 400 to otherwise, although a URL may hold them.
    connector.setProperty("relaxedPathChars", "<>[]^`{|}");
    connector.setProperty("relaxedQueryChars", "<>[]^`{|}");
    connector.setEncodedReverseSolidusHandling("passthrough");
    connector.setEncodedSolidusHandling("passthrough");
    var tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createTempDirectory("receiver").toString());
    tomcat.setConnector(connector);
    var context = tomcat.addContext("", null);
    Tomcat.addServlet(context, "receiver", new Receiver()).addMapping("/*");
    tomcat.start();
    tomcat.getServer().await();
  }
}
