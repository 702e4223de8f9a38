import type { MetadataRoute } from "next";

/** What a browser needs to put Callboard on a home screen. */
export default function manifest(): MetadataRoute.Manifest {
  return {
    name: "Callboard",
    short_name: "Callboard",
    start_url: "/",
    display: "browser",
    background_color: "#f4f5fa",
    theme_color: "#3f51b5",
    icons: [
      { src: "/icon.svg", sizes: "any", type: "image/svg+xml" },
      { src: "/apple-icon.png", sizes: "180x180", type: "image/png" },
    ],
  };
}
