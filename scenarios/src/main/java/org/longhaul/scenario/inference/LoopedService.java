package org.longhaul.scenario.inference;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.request.Request;
import org.longhaul.simulator.request.RequestContext;
import org.longhaul.simulator.request.Service;
import org.longhaul.simulator.request.ServiceContext;
import org.longhaul.simulator.request.ServiceModel;
import org.longhaul.simulator.request.Work;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Durations;
import org.longhaul.training.model.Architecture;
import org.longhaul.training.model.ArchitectureCatalogue;
import org.longhaul.training.model.BodyLoop;

/**
 * One host answers with a looped model, whose depth is a dial: it passes the body as often as stated, or, for each request, as often
 * as is best among what is expected to be answered in time.
 *
 * <p><b>What is expected</b> when a query has come to the host: the time since it was asked, how long it waits for a slot at the
 * host's present pace, the operations at a number of passes at the host's usual pace, and the way back on an idle
 * network (latencies, and the answer at the slowest link's rate). Of the numbers of passes within the budget the one with the least
 * measured perplexity is taken; where none is, the least number. The other traffic that the answer will meet is not known to the
 * host.
 *
 * <p><b>What is charged</b>: the forward pass of each token of query and answer through an architecture of the catalogue, whose head
 * and tail are a quarter of its blocks each; the body counts as often as it is passed. Writing is taken as fast as reading, as if
 * operations bound it.
 *
 * <p><b>What an answer is worth</b>: the perplexity that was measured at that number of passes of a model that was trained and
 * recorded, small. It is said of the request, not drawn; the charged architecture is another, as with {@code projectAs}.
 *
 * <p>Source: AbbIE, arXiv 2507.08567, for the loop; the rule is ours.
 */
@SuppressWarnings("rawtypes")
@AutoService(ServiceModel.class)
@Provides(
        id = "looped",
        description =
                "One host answers with a looped model, passed as often as stated or as the time for an answer allows.",
        source = "AbbIE, arXiv 2507.08567, for the loop; the rule that picks passes is ours")
public final class LoopedService implements ServiceModel<LoopedService.Settings> {
    private static final double NANOS_PER_SECOND = 1e9;

    /**
     * Settings of {@link LoopedService}.
     *
     * @param run whose measures say what a number of passes is worth
     * @param method of the run; null for its first
     * @param passes null to pick them by the budget
     */
    public record Settings(
            @JsonPropertyDescription("id of the host that answers") String host,
            @JsonPropertyDescription("published architecture that is charged, such as mpt-350m; passed in a loop")
                    String architecture,
            @JsonPropertyDescription(
                            "recorded run of a looped transformer that was read at several numbers of passes (readAt): its"
                                    + " directory, or its record.json")
                    Path run,
            @Nullable @JsonPropertyDescription("label of the run's method; default: the first") String method,
            @JsonPropertyDescription("time from a request's arrival to its answer that counts as in time")
                    Duration budget,
            @Nullable
                    @JsonPropertyDescription(
                            "passes of the body for every request, one of those that were read; default: the best that is"
                                    + " expected to be in time")
                    Integer passes) {
        public Settings {
            if (budget.isZero() || budget.isNegative()) {
                throw new IllegalArgumentException("budget (" + Durations.shown(budget) + ") must be above 0.");
            }
        }
    }

    @Override
    public boolean asksForWork() {
        return false;
    }

    @Override
    public Service create(Settings settings, ServiceContext context) {
        NavigableMap<Integer, Double> measured = MeasuredDepths.of(settings.run(), settings.method());
        Integer fixed = settings.passes();
        if (fixed == null) {
            return new Looped(settings, context, measured);
        }
        if (!measured.containsKey(fixed)) {
            throw new IllegalArgumentException("passes (" + fixed + ") are none at which the model of " + settings.run()
                    + " was read; allowed: " + measured.keySet());
        }
        return new Looped(settings, context, measured.subMap(fixed, true, fixed, true));
    }

    /** A number of passes: what it is worth, and what it takes. */
    private static final class Depth {
        private final int passes;
        private final double perplexity;
        private final Architecture architecture;
        /** Operations of a token by the length of its sequence; 0 where they were not asked for yet. */
        private final double[] flopsPerToken;

        Depth(int passes, double perplexity, Architecture once) {
            this.passes = passes;
            this.perplexity = perplexity;
            architecture = once.looped(BodyLoop.usual(once.shape().layers(), passes));
            flopsPerToken = new double[once.contextLength() + 1];
        }

        Work work(Request request) {
            long tokens = request.promptTokens() + request.outputTokens();
            int length = (int) Math.max(1, Math.min(architecture.contextLength(), tokens));
            if (flopsPerToken[length] == 0) {
                flopsPerToken[length] = architecture.at(length).forwardFlopsPerToken();
            }
            return Work.ofFlops(flopsPerToken[length] * tokens);
        }
    }

    private static final class Looped implements Service {
        private final ServiceContext context;
        private final int host;
        private final long budget;
        private final String architecture;
        private final Architecture once;
        /** Those to pick from, ascending; the stated one alone, where one is. */
        private final List<Depth> depths;

        Looped(Settings settings, ServiceContext context, NavigableMap<Integer, Double> measured) {
            this.context = context;
            host = context.host("host", settings.host());
            budget = settings.budget().toNanos();
            architecture = settings.architecture();
            once = ArchitectureCatalogue.get(architecture);
            depths = measured.entrySet().stream()
                    .map(each -> new Depth(each.getKey(), each.getValue(), once))
                    .toList();
            if (!(context.meanTokens() > 0)) {
                throw new IllegalArgumentException("architecture (" + architecture
                        + ") has nothing to compute: requests state no tokens, and an answer would take no time; allowed:"
                        + " requests.promptTokens and requests.outputTokens, or a trace that has them in every row.");
            }
            context.power().nanos(host, Work.ofFlops(1));
        }

        @Override
        public List<String> assumptions() {
            List<String> assumptions = new ArrayList<>();
            assumptions.add(
                    "looped: a token of the answer takes as many operations as one of the prompt, as if memory were no"
                            + " limit: a bound from below");
            assumptions.add(
                    "looped: perplexities are those that were measured on the model of the recorded run, not on "
                            + architecture + ", whose operations are charged");
            if (context.meanTokens() > once.contextLength()) {
                assumptions.add("looped: requests have more tokens than the context of " + architecture + " ("
                        + once.contextLength() + "): each token is charged as in a sequence of that length");
            }
            return assumptions;
        }

        @Override
        public void arrived(RequestContext asked) {
            Request request = asked.request();
            asked.send(request.client(), host, request.queryBytes(), "query", () -> answer(asked));
        }

        private void answer(RequestContext asked) {
            Request request = asked.request();
            Depth depth = picked(asked);
            asked.compute(
                    host,
                    depth.work(request),
                    () -> asked.send(
                            host, request.client(), request.answerBytes(), "answer", () -> finish(asked, depth)));
        }

        private void finish(RequestContext asked, Depth depth) {
            boolean isInTime = asked.nowNanos() - asked.request().arrivalNanos() <= budget;
            asked.finish(ImmutableMap.of(
                    "in-time", isInTime ? 1.0 : 0.0, "passes", (double) depth.passes, "perplexity", depth.perplexity));
        }

        /** The best of what is expected in time; the least of all if nothing is. */
        private Depth picked(RequestContext asked) {
            Depth best = depths.get(0);
            if (depths.size() == 1) {
                return best;
            }
            Request request = asked.request();
            long left = budget
                    - (asked.nowNanos() - request.arrivalNanos())
                    - asked.startsInNanos(host)
                    - wayBackNanos(request);
            for (Depth each : depths) {
                boolean isInTime = context.power().nanos(host, each.work(request)) <= left;
                if (isInTime && each.perplexity < best.perplexity) {
                    best = each;
                }
            }
            return best;
        }

        private long wayBackNanos(Request request) {
            Topology topology = context.topology();
            double slowest = Double.POSITIVE_INFINITY;
            for (int arc : context.routing().route(host, request.client(), 0)) {
                slowest = Math.min(slowest, (double) topology.arcBitsPerSecond(arc));
            }
            return context.latencyNanos(host, request.client())
                    + Math.round(Byte.SIZE * request.answerBytes() / slowest * NANOS_PER_SECOND);
        }
    }
}
