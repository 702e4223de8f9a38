"use client";

import { Pencil, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { lazy, Suspense, useEffect, useEffectEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { keptText } from "@/components/ui/kept-text";
import { Note } from "@/components/ui/note";
import { Spinner } from "@/components/ui/spinner";
import { useAction } from "@/components/ui/use-action";
import { visibleText } from "@/components/ui/visible-text";
import type { InstanceView, ShownInstance } from "@/lib/instances/view";
import type { ActionResult, FormAction } from "@/lib/web/result";
import { FieldText } from "./field-text";
import { keptInstance } from "./kept-instance";

/** Comes with the first edit. */
const InstanceForm = lazy(async () => ({ default: (await import("./instance-form")).InstanceForm }));

type Props = {
  instance: ShownInstance;
  /** All of it, to be edited. */
  load: (input: { instanceID: string }) => Promise<ActionResult<InstanceView>>;
  edit: FormAction;
  remove: (input: { instanceID: string }) => Promise<ActionResult<unknown>>;
};

/** An instance's status and fields, with editing in place and deleting after a question. */
export function InstancePanel({ instance, load, edit, remove }: Props) {
  const router = useRouter();
  const [editing, setEditing] = useState<InstanceView | null>(null);
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { instanceID } = instance;

  const [runLoad, loading] = useAction(load);
  const startEditing = () =>
    runLoad({ instanceID }, (result) => (result.ok ? setEditing(result.value) : setProblem(result.message)));

  const editKept = useEffectEvent(() => {
    if (keptText(keptInstance(instanceID))) startEditing();
  });
  // What only this tab knows, once its scripts run.
  useEffect(() => editKept(), []);

  const [runRemove, removing] = useAction(remove, ". Nothing was deleted; try again.");
  const confirmed = () =>
    runRemove({ instanceID }, (result) => {
      if (result.ok) return router.push(`/instances?deleted=${encodeURIComponent(instanceID)}`);
      setAsking(false);
      setProblem(result.message);
    });

  const close = () => {
    setEditing(null);
    router.refresh();
  };

  if (editing) {
    return (
      <Card title="Edit">
        <Suspense>
          <InstanceForm
            key={instanceID}
            action={edit}
            submitLabel="Save"
            instance={editing}
            onDone={close}
            onCancel={close}
          />
        </Suspense>
      </Card>
    );
  }
  return (
    <Card
      title="Instance"
      aside={
        <span className="flex gap-2">
          <Button size="s" onClick={startEditing} aria-busy={loading}>
            {loading ? <Spinner /> : <Pencil aria-hidden className="size-3.5" />}
            Edit
          </Button>
          <Button size="s" onClick={() => setAsking(true)}>
            <Trash2 aria-hidden className="size-3.5" />
            Delete
          </Button>
        </span>
      }
    >
      <div className="px-4 py-3">
        {problem && <Note tone="bad">{problem}</Note>}
        <dl className="grid grid-cols-[minmax(0,1fr)] gap-x-6 gap-y-2 sm:grid-cols-[minmax(120px,220px)_minmax(0,1fr)]">
          <Fact name="Status">
            {visibleText(instance.status) || <span className="text-text-3">none</span>}
          </Fact>
          {instance.fields.map((field) => (
            <Fact key={field.name} name={visibleText(field.name)}>
              <FieldText instanceID={instanceID} field={field} />
            </Fact>
          ))}
        </dl>
        {instance.fields.length === 0 && <p className="mt-2 text-text-2">It has no fields.</p>}
      </div>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Delete ${instanceID}?`}
        description="The instance and its fields are gone for good; its events and deliveries stay in the log. Callbacks for Deleted are sent."
        confirm="Delete"
        pending={removing}
        onConfirm={confirmed}
      />
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="min-w-0 break-words text-text-2">{name}</dt>
      <dd className="min-w-0 break-words whitespace-pre-wrap">{children}</dd>
    </>
  );
}
