import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { answer, api } from "../../api/client.ts";
import type { View } from "../../api/queries/views.ts";
import { getView, viewsChanged } from "../../api/queries/viewediting.ts";
import { useEditing } from "../../api/useEditing.ts";
import { unchanged } from "../../api/versions.ts";
import { announce } from "../../shared/announce.ts";
import { t } from "../../shared/texts/index.ts";
import { bodyOf, formOf, patchOf, type Known, type Row, type ViewForm } from "./form.ts";
import type { From } from "./from.ts";

/** `view` is nothing for a new one, which begins with the filters of a list. */
export function useViewEditing(view: View | undefined, from: From | undefined, known: Known) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const asNew = useRef(!view);
  const sent = useRef<readonly Row[]>([]);

  const create = (form: ViewForm, key: string) => {
    const named =
      view && form.name.trim() === view.name ? t("views.copy", { name: view.name }).slice(0, 100) : form.name;
    const params = { header: { "idempotency-key": key } };
    return answer(api.POST("/views", { params, body: bodyOf({ ...form, name: named }, known) }));
  };
  const editing = useEditing<View, ViewForm>({
    name: `view.${view?.id ?? JSON.stringify(from)}`,
    found: view,
    formOf: (found) => formOf(found, from),
    send: (form, before, key) => {
      sent.current = form.filters;
      if (asNew.current || !before) return create(form, key);
      const params = { path: { view_id: before.id }, header: unchanged(before) };
      return answer(api.PATCH("/views/{view_id}", { params, body: patchOf(form, before, known) }));
    },
    newest: () => queries.fetchQuery({ ...getView(view!.id), staleTime: 0 }),
    onSaved: async (saved) => {
      announce(t("settings.saved"));
      queries.setQueryData(getView(saved.id).queryKey, saved);
      await viewsChanged(queries);
      await navigate({ to: "/tickets", search: { view: saved.id } });
    },
  });
  const submit = (whole: boolean, isNew: boolean) => {
    asNew.current = isNew || !view;
    editing.submit(whole);
  };
  return { editing, submit, sent };
}
