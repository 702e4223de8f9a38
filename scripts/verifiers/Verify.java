import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** java Verify PACKAGE < calls.tsv */
public class Verify {
  interface Verifier {
    void verify(String payload) throws Exception;
  }

  static Verifier verifierOf(String name, String secret, Map<String, List<String>> headers) throws Exception {
    if (name.equals("svix")) {
      var webhook = new com.svix.Webhook(secret);
      return payload -> webhook.verify(payload, headers);
    }
    var webhook = new com.standardwebhooks.Webhook(secret);
    return payload -> webhook.verify(payload, headers);
  }

  public static void main(String[] args) throws Exception {
    var calls = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    for (var line : calls.split("\n")) {
      var fields = line.split("\t", -1);
      var headers = new HashMap<String, List<String>>();
      headers.put("webhook-id", List.of(fields[0]));
      headers.put("webhook-timestamp", List.of(fields[1]));
      headers.put("webhook-signature", List.of(fields[2]));
      var verifier = verifierOf(args[0], fields[3], headers);
      verifier.verify("\"" + fields[4] + "\"");
      boolean isTaken = true;
      try {
        verifier.verify("\"" + fields[4] + "&\"");
      } catch (com.svix.exceptions.WebhookVerificationException
          | com.standardwebhooks.exceptions.WebhookVerificationException refused) {
        isTaken = false;
      }
      if (isTaken) throw new AssertionError("taken although altered: " + fields[4]);
    }
  }
}
