import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import {
  catalogEntrySchema,
  catalogSchema,
  type CatalogView,
} from "../../domain/view_catalog.ts";
import { publicError, publicErrorSchema } from "./public_error.ts";

const listRoute = createRoute({
  method: "get",
  path: "/api/models",
  summary: "The catalog of models: who competes, at what price per token",
  responses: {
    200: {
      description: "In the catalog's order",
      content: { "application/json": { schema: catalogSchema } },
    },
  },
});

const modelRoute = createRoute({
  method: "get",
  path: "/api/models/{id}",
  summary: "One model of the catalog",
  request: {
    params: z.object({ id: z.string().describe("A model, by its id") }),
  },
  responses: {
    200: {
      description: "The model",
      content: { "application/json": { schema: catalogEntrySchema } },
    },
    404: {
      description: "The catalog has no such model",
      content: { "application/json": { schema: publicErrorSchema } },
    },
  },
});

/** Adds the routes of the catalog. */
export function addCatalog(api: OpenAPIHono, catalog: () => CatalogView): void {
  api.openapi(listRoute, (context) => context.json([...catalog()], 200));
  api.openapi(modelRoute, (context) => {
    const { id } = context.req.valid("param");
    const found = catalog().find((model) => model.id === id);
    return found === undefined
      ? context.json(publicError("not_found"), 404)
      : context.json(found, 200);
  });
}
