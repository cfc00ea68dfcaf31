package org.longhaul.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.longhaul.analysis.record.Assumption;
import org.longhaul.analysis.record.Departure;
import org.longhaul.analysis.record.Mark;
import org.longhaul.analysis.record.Marks;
import org.longhaul.analysis.record.MemoryRecord;
import org.longhaul.analysis.record.MemoryUse;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.Provenance;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.Totals;
import org.longhaul.analysis.record.WorkerTime;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.record.measure.Target;
import org.longhaul.analysis.record.network.ArcTraffic;
import org.longhaul.analysis.record.network.CollectiveEstimate;
import org.longhaul.analysis.record.network.ExchangeSummary;
import org.longhaul.analysis.record.network.LinkRecord;
import org.longhaul.analysis.record.network.NetworkRecord;
import org.longhaul.analysis.record.network.Volume;
import org.longhaul.analysis.record.timeline.SpanCategory;
import org.longhaul.analysis.record.timeline.Timeline;
import org.longhaul.analysis.record.timeline.TimelineExchange;
import org.longhaul.analysis.record.timeline.TimelineSpan;

/** A run with the shape of a real one and invented figures: five methods, three seeds, four workers at two sites. */
public final class DemoRun {

    /** Steps of every method. */
    public static final int STEPS = 1536;

    private static final long MODEL_BYTES = 2_631_901_184L;
    private static final long COMPUTE_NANOS = 2_900_000_000L;
    private static final long EXCHANGE_NANOS = 6_300_000_000L;
    private static final int WORKERS = 4;

    private DemoRun() {}

    /**
     * One method of the demonstration.
     *
     * @param period steps between exchanges
     * @param units model sizes charged to a worker over {@link #STEPS}
     * @param penalty loss above DDP's at the end
     */
    private record Shape(
            String label, String id, int period, double units, double penalty, Map<String, String> settings) {}

    private static final List<Shape> SHAPES = List.of(
            new Shape("DDP", "ddp", 1, STEPS, 0, ordered("overlap", "none", "wireFormat", "bf16")),
            new Shape("Local Adam", "local-adam", 256, 18, 0.035, ordered("period", "256", "wireFormat", "bf16")),
            new Shape(
                    "DiLoCo",
                    "diloco",
                    256,
                    6,
                    0.021,
                    ordered("period", "256", "outerLearningRate", "0.7", "outerMomentum", "0.9")),
            new Shape(
                    "DES-LOC",
                    "des-loc",
                    256,
                    9,
                    0.024,
                    ordered("parameterPeriod", "256", "firstMomentPeriod", "768", "secondMomentPeriod", "1536")),
            new Shape("MT-DAO", "mt-dao", 32, 144, 0.004, ordered("parameterPeriod", "32", "momentumPeriod", "32")));

    /** Returns the run: one target, priced wide-area link, projection onto a 1.3 B model. */
    public static RunRecord create() {
        List<MethodRecord> methods = new ArrayList<>();
        for (Shape shape : SHAPES) {
            for (long seed = 1; seed <= 3; seed++) {
                methods.add(method(shape, seed));
            }
        }
        return run("20261122-164434-two-datacenters", "two-datacenters", methods, List.of(SmallRun.loss(1.9)));
    }

    /** Returns a run of the given methods and targets on the demonstration's network. */
    public static RunRecord run(String id, String name, List<MethodRecord> methods, List<Target> targets) {
        return run(id, name, SmallRun.LANGUAGE, methods, targets);
    }

    /** Returns a run of the given measures, methods and targets on the demonstration's network. */
    public static RunRecord run(
            String id, String name, Measures measures, List<MethodRecord> methods, List<Target> targets) {
        return new RunRecord(
                RunRecord.SCHEMA_VERSION,
                id,
                name,
                "Four workers in two data centres that are joined by one 10 Gbit/s line.",
                "2026-11-22T16:44:34Z",
                "mpt-1.3b",
                provenance(),
                measures,
                targets,
                baseline(methods),
                network(),
                methods,
                List.of());
    }

    private static String baseline(List<MethodRecord> methods) {
        return methods.stream()
                .filter(method -> "ddp".equals(method.id()))
                .findFirst()
                .or(() -> methods.stream().findFirst())
                .map(MethodRecord::label)
                .orElse("");
    }

    /** Returns the DDP record of seed 1. */
    public static MethodRecord ddp() {
        return method(SHAPES.get(0), 1);
    }

    private static MethodRecord method(Shape shape, long seed) {
        Random random = new Random(31 * seed + shape.label().hashCode());
        double exchangeSeconds = 6.3 * (1 + 0.01 * random.nextGaussian());
        double bytesPerStep = shape.units() * MODEL_BYTES / STEPS;
        long commNanos = Math.round(shape.units() * exchangeSeconds * 1e9);
        long waitNanos = Math.round(STEPS * 0.05e9 * (shape.period() == 1 ? 1 : 0.3));
        List<CurvePoint> curve = new ArrayList<>();
        for (int step = 0; step <= STEPS; step += 16) {
            double done = (double) step / STEPS;
            double wobble = 0.012 * random.nextGaussian();
            double loss = 1.78 + 3.76 * Math.exp(-6 * Math.sqrt(done)) + shape.penalty() * done + 0.004 * (seed - 2);
            boolean evaluated = step % 64 == 0;
            curve.add(new CurvePoint(
                    step,
                    step * 4L * 2048,
                    Math.round(step * (COMPUTE_NANOS + (double) (commNanos + waitNanos) / STEPS)),
                    volume(step / shape.period() * shape.period() * bytesPerStep),
                    step == 0 ? null : loss + wobble,
                    SmallRun.language(evaluated ? loss + 0.2 * wobble : null),
                    evaluated && step % shape.period() != 0 ? Map.of("loss", loss + 0.2 * wobble - 0.006) : Map.of(),
                    List.of(),
                    3e-3 * Math.min(1, (step + 1) / 100.0)));
        }
        long total = curve.get(curve.size() - 1).simulatedNanos();
        return new MethodRecord(
                shape.label(),
                shape.id(),
                seed,
                shape.settings(),
                Outcome.completed(),
                new Marks(Mark.MEASURED, Mark.SIMULATED, Mark.STATED, Mark.SCALED, Mark.SCALED),
                new Totals(
                        STEPS,
                        STEPS * 8192L,
                        total,
                        volume(STEPS * bytesPerStep),
                        shape.units(),
                        MODEL_BYTES,
                        41_000_000_000L),
                curve,
                workers(total, commNanos, waitNanos),
                arcs(Math.round(STEPS * bytesPerStep)),
                exchanges(shape, exchangeSeconds),
                new MemoryRecord(
                        new MemoryUse(5_200_000, 5_200_000, 10_400_000, shape.period() == 1 ? 0 : 5_200_000),
                        new MemoryUse(
                                5_263_802_368L,
                                5_263_802_368L,
                                10_527_604_736L,
                                shape.id().equals("diloco")
                                        ? 10_527_604_736L
                                        : shape.period() == 1 ? 0 : 5_263_802_368L)),
                timeline(shape),
                departures(shape, total),
                shape.units() * MODEL_BYTES / 1e9 * 0.02,
                null,
                null,
                List.of(),
                List.of());
    }

    private static List<WorkerTime> workers(long total, long commNanos, long waitNanos) {
        List<WorkerTime> workers = new ArrayList<>();
        for (int worker = 0; worker < WORKERS; worker++) {
            long wait = waitNanos - worker * (waitNanos / 5);
            long compute = STEPS * COMPUTE_NANOS;
            workers.add(new WorkerTime(
                    worker,
                    worker < 2 ? "Virginia" : "Oregon",
                    compute,
                    commNanos,
                    wait,
                    total - compute - commNanos - wait,
                    0));
        }
        return workers;
    }

    private static List<ArcTraffic> arcs(long bytes) {
        List<ArcTraffic> arcs = new ArrayList<>();
        for (LinkRecord link : links()) {
            long payload = link.id().equals("wide")
                    ? bytes * 3 / 2
                    : bytes * 3 / 2 + link.id().hashCode() % 1000;
            arcs.add(new ArcTraffic(link.id(), link.from(), link.to(), payload, payload / 1448 * 1514));
            arcs.add(new ArcTraffic(link.id(), link.to(), link.from(), payload, payload / 1448 * 1514));
        }
        return arcs;
    }

    private static List<ExchangeSummary> exchanges(Shape shape, double seconds) {
        List<CollectiveEstimate> estimates = List.of(
                new CollectiveEstimate(
                        "hierarchical", Math.round(seconds * 0.99e9), "serialisation 11.2 s, propagation 1.1 s"),
                new CollectiveEstimate("ring", Math.round(seconds * 1.02e9), null),
                new CollectiveEstimate("recursive-halving-doubling", Math.round(seconds * 1.41e9), null),
                new CollectiveEstimate("parameter-server", Math.round(seconds * 3.9e9), null));
        List<ExchangeSummary> exchanges = new ArrayList<>();
        String first =
                shape.period() == 1 ? "gradients" : shape.id().equals("diloco") ? "pseudo-gradient" : "parameters";
        exchanges.add(summary(first, STEPS / shape.period(), seconds, estimates));
        if (shape.id().equals("des-loc")) {
            exchanges.add(summary("first moment", 2, seconds, estimates));
            exchanges.add(summary("second moment", 1, seconds, estimates));
        } else if (shape.id().equals("local-adam") || shape.id().equals("mt-dao")) {
            exchanges.add(summary("first moment", STEPS / shape.period(), seconds, estimates));
        }
        return exchanges;
    }

    /** As a ring of four carries it: each host sends one and a half times what is charged, and some headers. */
    private static Volume volume(double chargedBytes) {
        return new Volume(Math.round(chargedBytes / 1000), Math.round(chargedBytes), Math.round(1.55 * chargedBytes));
    }

    private static ExchangeSummary summary(
            String label, long count, double seconds, List<CollectiveEstimate> estimates) {
        return new ExchangeSummary(
                label,
                "all-reduce",
                count,
                volume(MODEL_BYTES),
                1,
                "hierarchical",
                true,
                estimates,
                Math.round(seconds * 1e9),
                Math.round(seconds * 1.08e9));
    }

    private static Timeline timeline(Shape shape) {
        List<TimelineSpan> spans = new ArrayList<>();
        List<TimelineExchange> exchanges = new ArrayList<>();
        long now = 0;
        for (int step = 1; step <= 4; step++) {
            boolean exchange = shape.period() == 1 || step == 4;
            for (int worker = 0; worker < WORKERS; worker++) {
                long skew = worker * 20_000_000L;
                long end = now + COMPUTE_NANOS;
                spans.add(span(worker, step, SpanCategory.COMPUTE, "forward", now, now + COMPUTE_NANOS / 3));
                spans.add(span(
                        worker,
                        step,
                        SpanCategory.COMPUTE,
                        "backward",
                        now + COMPUTE_NANOS / 3,
                        end - 100_000_000 + skew));
                spans.add(span(worker, step, SpanCategory.WAITING, "wait", end - 100_000_000 + skew, end));
                if (exchange) {
                    int number = exchanges.size();
                    for (SpanCategory category : List.of(SpanCategory.EXPOSED_COMMUNICATION, SpanCategory.EXCHANGE)) {
                        spans.add(new TimelineSpan(
                                worker, (long) step, category, "parameters", number, end, end + EXCHANGE_NANOS));
                    }
                }
            }
            now += COMPUTE_NANOS;
            if (exchange) {
                exchanges.add(new TimelineExchange(
                        step,
                        "parameters",
                        "all-reduce",
                        "hierarchical",
                        WORKERS,
                        "0-" + (WORKERS - 1),
                        volume(MODEL_BYTES),
                        WORKERS - 1,
                        now - 100_000_000,
                        now - 100_000_000 + (WORKERS - 1) * 20_000_000L,
                        now,
                        now + EXCHANGE_NANOS));
                now += EXCHANGE_NANOS;
            }
        }
        return new Timeline(0, now, 1, 4, true, spans, exchanges);
    }

    private static TimelineSpan span(
            int worker, long step, SpanCategory category, String label, long startNanos, long endNanos) {
        return new TimelineSpan(worker, step, category, label, null, startNanos, endNanos);
    }

    private static List<Departure> departures(Shape shape, long total) {
        double seconds = total / 1e9;
        return List.of(new Departure(
                "whole run",
                "analytic",
                seconds - 0.26 * shape.units(),
                seconds,
                List.of(
                        new Departure.Term("headers", 0.21 * shape.units()),
                        new Departure.Term("slow start", 0.04 * shape.units())),
                "The analytic model knows neither packet headers nor slow start."));
    }

    private static NetworkRecord network() {
        return new NetworkRecord("two-sites", "flow", null, List.of("h0", "h1", "h2", "h3"), links());
    }

    private static List<LinkRecord> links() {
        List<LinkRecord> links = new ArrayList<>();
        for (int host = 0; host < WORKERS; host++) {
            String hub = host < 2 ? "dc-east" : "dc-west";
            links.add(new LinkRecord(
                    "access-" + host,
                    "h" + host,
                    hub,
                    100_000_000_000L,
                    100_000_000_000L,
                    10_000,
                    0,
                    null,
                    null,
                    null,
                    null));
        }
        links.add(new LinkRecord(
                "wide",
                "dc-east",
                "dc-west",
                10_000_000_000L,
                10_000_000_000L,
                15_000_000,
                1e-6,
                0.02,
                0.02,
                null,
                null));
        return links;
    }

    private static Provenance provenance() {
        return new Provenance(
                List.of(1L, 2L, 3L),
                "0.1.0",
                "17.0.15 (Debian)",
                "2.10.0",
                "Linux 6.1 amd64",
                "2 cores, 23 GiB",
                "cpu",
                2,
                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "5d41402abc4b2a76",
                null,
                List.of(
                        new Assumption(
                                "loss",
                                "trained here",
                                Mark.MEASURED,
                                "A model of 1.3 M parameters on WordNet glosses."),
                        new Assumption(
                                "network",
                                "flow model",
                                Mark.SIMULATED,
                                "Max-min fair sharing with slow start and headers."),
                        new Assumption(
                                "bytes",
                                "mpt-1.3b in bf16",
                                Mark.SCALED,
                                "Each parameter group is charged at the projected model's size."),
                        new Assumption("compute time", "2.9 s per step", Mark.STATED, "Given in the scenario."),
                        new Assumption(
                                "queue size",
                                "one bandwidth-delay product",
                                Mark.INFERRED,
                                "The topology states none.")));
    }

    private static Map<String, String> ordered(String... pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
