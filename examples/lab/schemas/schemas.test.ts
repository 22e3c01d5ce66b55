// Other libraries for forms take the generated rules as they are, by the Standard Schema.

import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import { FormApi } from "@tanstack/form-core";
import { createFormControl } from "react-hook-form";
import { superValidate } from "sveltekit-superforms/server";
import { standard } from "sveltekit-superforms/adapters";
import { useForm } from "vee-validate";
import { expect, test } from "vitest";
import { createSSRApp, h } from "vue";
import { renderToString } from "vue/server-renderer";
import { orderForm } from "../web/src/api/forms";
import type { Order } from "../web/src/api/types";

const good: Order = { name: "Ada", email: null, lines: [{ product: "tea", qty: 1 }], gift: false };
const bad: Order = { ...good, name: " ", lines: [{ product: "tea", qty: 11 }] };

test("the types are those of the specification", () => {
  const schema: StandardSchemaV1<Order, Order> = orderForm;
  type Input = StandardSchemaV1.InferInput<typeof orderForm>;
  const input: Input = good;
  expect(schema["~standard"].validate(input)).toEqual({ value: good });
});

test("TanStack Form", async () => {
  const open = async (defaultValues: Order) => {
    const sent: Order[] = [];
    const form = new FormApi({
      defaultValues,
      validators: { onSubmit: orderForm },
      onSubmit: ({ value }) => void sent.push(value),
    });
    form.mount();
    await form.handleSubmit();
    return { form, sent };
  };
  expect((await open(good)).sent).toEqual([good]);
  const { form, sent } = await open(bad);
  expect(sent).toEqual([]);
  const errors = form.state.errorMap.onSubmit as Record<string, { message: string }[]>;
  const messages = Object.entries(errors).map(([path, [error]]) => [path, error?.message]);
  expect(messages).toEqual([
    ["name", "is required"],
    ["lines[0].qty", "is at most 10"],
  ]);
});

test("React Hook Form", async () => {
  const open = async (defaultValues: Order) => {
    const sent: Order[] = [];
    const resolver = standardSchemaResolver(orderForm);
    const { control, handleSubmit } = createFormControl<Order>({ defaultValues, resolver });
    control._subscribe({ formState: { errors: true }, callback: () => {} });
    await handleSubmit((values) => void sent.push(values))();
    return { errors: control._formState.errors, sent };
  };
  expect((await open(good)).sent).toEqual([good]);
  const { errors, sent } = await open(bad);
  expect(sent).toEqual([]);
  expect(errors.name?.message).toBe("is required");
  expect(errors.lines?.[0]?.qty?.message).toBe("is at most 10");
});

test("Superforms", async () => {
  const defaults = { name: "", email: null, lines: [], gift: false };
  const adapter = standard(orderForm, { defaults });
  expect((await superValidate(good, adapter)).valid).toBe(true);
  const { valid, errors } = await superValidate(bad, adapter);
  expect(valid).toBe(false);
  expect(errors).toMatchObject({
    name: ["is required"],
    lines: { 0: { qty: ["is at most 10"] } },
  });
});

test("vee-validate", async () => {
  const open = async (initialValues: Order) => {
    let form: ReturnType<typeof useForm<Order>> | undefined;
    const setup = () => {
      form = useForm<Order>({ validationSchema: orderForm, initialValues });
      return () => h("form");
    };
    await renderToString(createSSRApp({ setup }));
    return form!.validate();
  };
  expect((await open(good)).valid).toBe(true);
  const { valid, errors } = await open(bad);
  expect(valid).toBe(false);
  expect(errors).toEqual({ name: "is required", "lines.0.qty": "is at most 10" });
});
