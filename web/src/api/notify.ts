/** Notification settings at the hub. */
import { queryOptions } from "@tanstack/react-query";
import { type Wire, bodyOf, hub } from "@/api/http";

export type Endpoint = Wire["EndpointOut"];
export type NewEndpoint = Wire["EndpointIn"];
export type NotifySettings = Wire["NotifySettingsOut"];
export type Duty = NotifySettings["duties"][number];
export type Quiet = NotifySettings["quiet"];
export type Tried = Wire["TriedOut"];
export type Delivery = Wire["DeliveryOut"];

export const notifyQuery = queryOptions({
  queryKey: ["notify", "settings"],
  queryFn: () => bodyOf(hub.GET("/api/v1/notify/settings")),
});

export const deliveriesQuery = queryOptions({
  queryKey: ["notify", "deliveries"],
  queryFn: async () => (await bodyOf(hub.GET("/api/v1/notify/deliveries"))).items,
});

export function addEndpoint(body: NewEndpoint): Promise<Endpoint> {
  return bodyOf(hub.POST("/api/v1/notify/endpoints", { body }));
}

export async function removeEndpoint(id: number): Promise<void> {
  await bodyOf(hub.DELETE("/api/v1/notify/endpoints/{endpoint_id}", { params: { path: { endpoint_id: id } } }));
}

export function testEndpoint(id: number): Promise<Tried> {
  return bodyOf(hub.POST("/api/v1/notify/endpoints/{endpoint_id}/test", { params: { path: { endpoint_id: id } } }));
}

export async function saveDuties(items: Duty[]): Promise<void> {
  await bodyOf(hub.PUT("/api/v1/notify/duties", { body: { items } }));
}

export async function saveQuiet(body: Quiet): Promise<void> {
  await bodyOf(hub.PUT("/api/v1/notify/quiet", { body }));
}

export type Template = Wire["TemplateOut"];
export type NewTemplate = Wire["TemplateIn"];
export type Sms = Wire["SmsOut"];

export const smsQuery = queryOptions({
  queryKey: ["notify", "sms"],
  queryFn: async () => (await bodyOf(hub.GET("/api/v1/notify/sms"))).items,
});

export function enterTemplate(body: NewTemplate): Promise<Template> {
  return bodyOf(hub.PUT("/api/v1/notify/templates", { body }));
}

export async function removeTemplate(id: number): Promise<void> {
  await bodyOf(hub.DELETE("/api/v1/notify/templates/{template_id}", { params: { path: { template_id: id } } }));
}
