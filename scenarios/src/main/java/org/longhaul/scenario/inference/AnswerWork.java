package org.longhaul.scenario.inference;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.WorkKind;
import org.longhaul.scenario.file.Selection;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.random.Distribution;
import org.longhaul.simulator.request.Request;
import org.longhaul.simulator.request.Work;
import org.longhaul.simulator.request.WorkModel;
import org.longhaul.training.model.Architecture;
import org.longhaul.training.model.ArchitectureCatalogue;

/** Makes of what a scenario says about work what it takes to answer a request. */
final class AnswerWork {

    private AnswerWork() {}

    /**
     * The work of a scenario. What is drawn for a request depends on the seed and the request's number alone.
     *
     * @param kind null where the scenario says nothing, or the service does not ask: one that asks is refused
     * @param meanPromptTokens of requests
     * @param meanOutputTokens of requests
     * @throws IllegalArgumentException if work is stated by tokens and requests have none
     */
    static WorkModel of(
            @Nullable Selection<WorkKind> kind,
            double meanPromptTokens,
            double meanOutputTokens,
            RandomStreams streams) {
        Record settings = kind == null ? null : kind.settings();
        if (settings instanceof WorkKind.Time stated) {
            return new Drawn(stated.time().nanos(), streams.key("requests/work", 0));
        }
        if (settings instanceof WorkKind.Operations stated) {
            // Who reads answers of others has those in its prompt.
            requireTokens(stated.perPromptToken() > 0, meanPromptTokens + meanOutputTokens, "promptTokens");
            requireTokens(stated.perOutputToken() > 0, meanOutputTokens, "outputTokens");
            return new PerToken(
                    Work.ofFlops(stated.perRequest()),
                    stated.perPromptToken(),
                    stated.perOutputToken(),
                    0,
                    meanPromptTokens,
                    meanOutputTokens,
                    List.of());
        }
        if (settings instanceof WorkKind.OfArchitecture model) {
            requireTokens(true, meanPromptTokens + meanOutputTokens, "promptTokens and outputTokens");
            double flops = flopsPerToken(model, meanPromptTokens + meanOutputTokens);
            return new PerToken(
                    Work.NONE,
                    flops,
                    model.tokenTime() == null ? flops : 0,
                    model.tokenTime() == null ? 0 : model.tokenTime().toNanos(),
                    meanPromptTokens,
                    meanOutputTokens,
                    assumptions(model, meanPromptTokens + meanOutputTokens));
        }
        return new Missing();
    }

    private static void requireTokens(boolean isCounted, double mean, String keys) {
        if (isCounted && !(mean > 0)) {
            throw new IllegalArgumentException(
                    "work is stated for each token, and requests have none; allowed: requests." + keys
                            + ", or a trace that has them in every row.");
        }
    }

    private static List<String> assumptions(WorkKind.OfArchitecture model, double meanTokens) {
        int context = ArchitectureCatalogue.get(model.architecture()).contextLength();
        return meanTokens <= context
                ? List.of()
                : List.of("work: requests have more tokens than the context of " + model.architecture() + " (" + context
                        + "): each token is charged as in a sequence of that length");
    }

    /** Operations of the forward pass over a token of a sequence of that length, on average. */
    static double flopsPerToken(WorkKind.OfArchitecture model, double meanTokens) {
        Architecture architecture = ArchitectureCatalogue.get(model.architecture());
        int length = (int) Math.max(1, Math.min(architecture.contextLength(), Math.round(meanTokens)));
        return architecture.at(length).forwardFlopsPerToken();
    }

    /** A time of its own for each request. */
    private record Drawn(Distribution nanos, long key) implements WorkModel {
        @Override
        public Work of(Request request) {
            double drawn = nanos.quantile(RandomStreams.uniform(key, request.number(), 0));
            return Work.ofNanos((long) Math.rint(Math.min(drawn, (double) (1L << 61))));
        }

        @Override
        public Work mean(double read, double written) {
            return Work.ofNanos(Math.round(nanos.mean()));
        }
    }

    /** So much for each token. */
    private record PerToken(
            Work always,
            double flopsPerPromptToken,
            double flopsPerOutputToken,
            long nanosPerOutputToken,
            double meanPromptTokens,
            double meanOutputTokens,
            List<String> assumptions)
            implements WorkModel {
        @Override
        public Work of(Request request) {
            return work((double) request.promptTokens(), (double) request.outputTokens());
        }

        @Override
        public Work mean(double read, double written) {
            return work(meanPromptTokens + read * meanOutputTokens, written * meanOutputTokens);
        }

        private Work work(double prompt, double output) {
            return always.plus(new Work(
                    flopsPerPromptToken * prompt + flopsPerOutputToken * output,
                    Math.round(nanosPerOutputToken * output)));
        }
    }

    /** Nothing is known. */
    private static final class Missing implements WorkModel {
        @Override
        public Work of(Request request) {
            return mean();
        }

        @Override
        public Work mean(double read, double written) {
            throw new IllegalArgumentException(
                    "work is missing: the service does not say itself what an answer takes to compute, for instance work:"
                            + " {time: {distribution: constant, value: 20 ms}}.");
        }
    }
}
