import java.util.List;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.ProcessInstancesApi;
import org.openapitools.client.model.CreateInstanceRequest;
import org.openapitools.client.model.InstanceChanged;
import org.openapitools.client.model.InstanceSummary;
import org.openapitools.client.model.Problem;

public class Use {
  public static void main(String[] arguments) throws Exception {
    ApiClient client = new ApiClient();
    client.setBasePath(System.getenv("CALLBOARD_URL"));
    client.setBearerToken(System.getenv("CALLBOARD_TOKEN"));
    ProcessInstancesApi api = new ProcessInstancesApi(client);

    InstanceChanged created = api.createInstance(new CreateInstanceRequest().processName("Generated"), null);
    List<InstanceSummary> listed = api.listInstances("Generated", null, null, null).getItems();
    if (listed.stream().noneMatch(one -> one.getInstanceID().equals(created.getInstanceID()))) {
      throw new IllegalStateException("not listed");
    }

    try {
      api.createInstance(new CreateInstanceRequest().processName("!"), null);
      throw new IllegalStateException("not refused");
    } catch (ApiException refused) {
      Problem problem = Problem.fromJson(refused.getResponseBody());
      if (problem.getStatus() != 422 || !problem.getErrors().get(0).getPath().equals("processName")) {
        throw new IllegalStateException("the 422 is not understood");
      }
    }
  }
}
