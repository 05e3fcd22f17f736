import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { JSX } from "preact";
import { OperatorStore } from "../routes/(_client)/operator_store.ts";
import { ActForm } from "../routes/(_components)/ActForm.tsx";
import { AuditLog } from "../routes/(_components)/AuditLog.tsx";
import { choicesOf } from "../routes/(_components)/act_choices.ts";
import { Panel } from "../routes/(_components)/Panel.tsx";
import { StrandedOrders } from "../routes/(_components)/StrandedOrders.tsx";

/** Where operators act and read what was done. Nothing of it is there before the token is. */
export default function OperatorRoom() {
  const store = useMemo(() => new OperatorStore(), []);
  const { value: room } = store.room;
  if (room === null) {
    return (
      <Entrance
        remark={store.remark.value}
        onEnter={(token, by) => store.enter(token, by)}
      />
    );
  }
  return (
    <>
      <Panel name="act" title="Act" note={`signed ${room.by}`}>
        <ActForm
          choices={choicesOf(room.subjects)}
          onAct={(request, reason) => store.act(request, reason)}
        />
        <p class="act-remark" role="status" data-testid="act-remark">
          {store.remark.value}
        </p>
      </Panel>
      <Panel
        name="stranded"
        title="Orders that wait for an operator"
        note="nobody knows their end; their contestants are stopped meanwhile"
      >
        <StrandedOrders stranded={room.subjects.stranded} />
      </Panel>
      <Panel
        name="audit"
        title="Audit log"
        note="who did what, when and why; every act is a row of the journal"
      >
        <AuditLog
          page={room.page}
          isNewest={room.before === null}
          onTurn={(before) =>
            before === null ? store.lookAgain() : store.turnTo(before)}
        />
      </Panel>
    </>
  );
}

interface EntranceProps {
  readonly remark: string;
  readonly onEnter: (token: string, by: string) => Promise<void>;
}

function Entrance({ remark, onEnter }: EntranceProps) {
  const isReady = useSignal(false);
  useEffect(() => void (isReady.value = true), []);
  const token = useSignal("");
  const by = useSignal("");

  async function onSubmit(
    event: JSX.TargetedSubmitEvent<HTMLFormElement>,
  ): Promise<void> {
    event.preventDefault();
    const given = token.value;
    token.value = "";
    await onEnter(given, by.value.trim());
  }

  return (
    <Panel name="entrance" title="For operators">
      {/* Without its script the form does nothing, least of all put the token into an address. */}
      <form class="act-form" method="post" onSubmit={onSubmit}>
        <label>
          Token
          <input
            name="token"
            type="password"
            required
            autocomplete="current-password"
            value={token.value}
            onInput={(event) => token.value = event.currentTarget.value}
          />
        </label>
        <label>
          Your name, as the journal is to have it
          <input
            name="by"
            required
            pattern=".*\S.*"
            maxLength={100}
            autocomplete="username"
            value={by.value}
            onInput={(event) => by.value = event.currentTarget.value}
          />
        </label>
        <p class="act-buttons">
          <button type="submit" disabled={!isReady.value}>Enter</button>
        </p>
        <p class="act-remark" role="status" data-testid="act-remark">
          {remark}
        </p>
        <p class="quiet">
          The token is kept by this page alone, until it is closed or loaded
          anew.
        </p>
      </form>
    </Panel>
  );
}
