import os

import openapi_client as callboard

configuration = callboard.Configuration(
    host=os.environ["CALLBOARD_URL"], access_token=os.environ["CALLBOARD_TOKEN"]
)
with callboard.ApiClient(configuration) as client:
    api = callboard.ProcessInstancesApi(client)
    created = api.create_instance(callboard.CreateInstanceRequest(processName="Generated"))
    listed = api.list_instances(process_name="Generated").items
    assert created.success and created.instance_id in [one.instance_id for one in listed], "not listed"

    event = callboard.CreateEventsRequestAnyOf(eventType="created", instanceID="order/1", processName="Order")
    reported = callboard.EventsApi(client).create_events(callboard.CreateEventsRequest(event))
    assert len(reported.events) == 1, "no event"

    try:
        api.create_instance(callboard.CreateInstanceRequest(processName="!"))
        raise AssertionError("not refused")
    except callboard.ApiException as refused:
        problem = callboard.Problem.from_json(refused.body)
        assert problem.status == 422 and problem.errors[0].path == "processName", "the 422 is not understood"
