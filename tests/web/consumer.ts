// A small program of a website team, for the compiler alone: it must pass in strict mode.
import type { Changes, Directory, HealthFile, Link, Manifest, Notice } from "./types";

export function shown(directory: Directory, language: string): string[] {
  const texts = new Map<string, Notice>(directory.notices.map((one) => [one.slug, one]));
  return directory.links.map((link: Link) => {
    const name: string | undefined = link.names[language] ?? link.names[directory.default_language];
    const exit = link.exit_notice.notice === null ? undefined : texts.get(link.exit_notice.notice);
    const words = link.keywords?.[language]?.join(" ") ?? "";
    const cost: "free" | "free_and_paid" | "paid" | null = link.cost;
    return [name, link.url, exit?.current?.texts[language], words, cost, link.health?.verdict].join(" ");
  });
}

export function isStale(manifest: Manifest, now: Date): boolean {
  return now > new Date(manifest.expires) || manifest.files.some((file) => file.bytes < 0);
}

export function removed(changes: Changes, health: HealthFile): number[] {
  const known = new Set(health.links.map((one) => one.id));
  return changes.links.remove.filter((id) => known.has(id));
}

// @ts-expect-error: a field that is always there is not optional, and has one type.
export const bad: Pick<Link, "cost"> = { cost: "cheap" };
