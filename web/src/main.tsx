/** Starts the console. */
import "@/app/base.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Root } from "@/app/Root";
import { preferences } from "@/app/preferences";
import { queryClient } from "@/app/queryClient";
import { router } from "@/app/router";
import { startLanguage } from "@/i18n";

await startLanguage(preferences().language);

const host = document.getElementById("root");
if (!host) throw new Error("index.html has no #root");
createRoot(host).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <Root>
        <RouterProvider router={router} />
      </Root>
    </QueryClientProvider>
  </StrictMode>,
);
