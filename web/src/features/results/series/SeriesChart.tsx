import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatDay, formatLift, formatShortDay } from '../../../format/index.js';

interface Point {
  readonly day: string;
  readonly lift: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

const height = 320;
const secondsOf = (day: string): number => Date.parse(day.length === 10 ? `${day}T00:00:00Z` : day) / 1000;
const isoOf = (seconds: number): string => new Date(seconds * 1000).toISOString();

const colorOf = (element: Element, name: string): string => getComputedStyle(element).getPropertyValue(name).trim();

/** The first days' intervals are wide; the scale is set by the later three quarters, and always holds zero. */
function scaleOf(points: readonly Point[]): [number, number] {
  const settled = points.slice(Math.floor(points.length / 4));
  const values = settled.flatMap(({ lift, low, high }) => [lift, low, high]).filter((value) => value !== null);
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const pad = (high - low || 0.02) * 0.12;
  return [low - pad, high + pad];
}

/** Weekends behind the line: many metrics have a weekly rhythm. */
const shadeWeekends = (color: string) => (u: uPlot) => {
  const { ctx, bbox } = u;
  const [from, to] = [u.scales.x?.min ?? 0, u.scales.x?.max ?? 0];
  const day = 86_400;
  ctx.save();
  ctx.fillStyle = color;
  for (let at = Math.floor(from / day) * day; at < to; at += day) {
    const weekday = new Date(at * 1000).getUTCDay();
    if (weekday !== 0 && weekday !== 6) continue;
    const left = u.valToPos(Math.max(from, at), 'x', true);
    const right = u.valToPos(Math.min(to, at + day), 'x', true);
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
  }
  ctx.restore();
};

const zeroLine = (color: string) => (u: uPlot) => {
  const y = u.valToPos(0, 'y', true);
  u.ctx.save();
  u.ctx.strokeStyle = color;
  u.ctx.lineWidth = devicePixelRatio;
  u.ctx.beginPath();
  u.ctx.moveTo(u.bbox.left, y);
  u.ctx.lineTo(u.bbox.left + u.bbox.width, y);
  u.ctx.stroke();
  u.ctx.restore();
};

export function SeriesChart({ points, label }: { points: readonly Point[]; label: string }) {
  const holder = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    const chart = new uPlot(optionsFor(element, points), columnsOf(points), element);
    const observer = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
  }, [points, scheme]);
  return (
    <div ref={holder} role="img" aria-label={`${label}: chart of the table below`} style={{ minHeight: height }} />
  );
}

const columnsOf = (points: readonly Point[]): uPlot.AlignedData => [
  points.map((point) => secondsOf(point.day)),
  points.map((point) => point.high),
  points.map((point) => point.low),
  points.map((point) => point.lift),
];

function optionsFor(element: HTMLElement, points: readonly Point[]): uPlot.Options {
  const [accent, faint, hair, band, field] = ['--accent', '--faint', '--hair', '--band', '--field'].map((name) =>
    colorOf(element, name),
  ) as [string, string, string, string, string];
  const axis = { stroke: faint, font: '11px Inter Variable, sans-serif', ticks: { show: false } };
  const lift = (_: uPlot, value: number | null): string => (value === null ? '–' : formatLift(value));
  return {
    width: element.clientWidth || 600,
    height,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'UTC'),
    scales: { y: { range: () => scaleOf(points) } },
    axes: [
      { ...axis, grid: { show: false }, values: (_, splits) => splits.map((at) => formatShortDay(isoOf(at))) },
      {
        ...axis,
        grid: { stroke: hair, width: 1 },
        size: 64,
        values: (_, splits) => splits.map((value) => (value === 0 ? '0' : formatLift(value, 1))),
      },
    ],
    series: [
      { label: 'Day', value: (_, at) => (at === null ? '–' : formatDay(isoOf(at))) },
      { label: 'High', stroke: 'transparent', value: lift, points: { show: false } },
      { label: 'Low', stroke: 'transparent', value: lift, points: { show: false } },
      { label: 'Lift', stroke: accent, width: 2, value: lift, points: { show: points.length < 3 } },
    ],
    bands: [{ series: [1, 2], fill: `${accent}2b` }],
    hooks: { drawClear: [shadeWeekends(band)], drawAxes: [zeroLine(field)] },
  };
}
