package org.longhaul.scenario.engine.planner;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.scenario.engine.plan.Made;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.plan.SettingWords;
import org.longhaul.scenario.engine.plan.TrainingPlan;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.section.DataSection;
import org.longhaul.training.data.CorpusBatches;
import org.longhaul.training.data.TokenDocuments;
import org.longhaul.training.dataset.ExampleBatches;
import org.longhaul.training.dataset.Examples;
import org.longhaul.training.partition.Partitioner;
import org.longhaul.training.task.QuestionPool;
import org.longhaul.training.task.RowPool;
import org.longhaul.training.weighting.SampleWeightingFactory;

/** Reads a run's data before anything is trained: files, lines and tokens, and whether every worker has enough. */
final class DataCheck {
    private final RunPlan plan;
    private final YamlDocument.Findings findings;

    DataCheck(RunPlan plan, YamlDocument.Findings findings) {
        this.plan = plan;
        this.findings = findings;
    }

    /**
     * Adds what is wrong to the findings.
     *
     * @param mostBytes text that is read at most; a larger corpus is checked as far as that
     * @param lines takes a line about what was read
     */
    void check(long mostBytes, List<String> lines) {
        TrainingPlan training = plan.methods().get(0).training();
        if (!plan.methods().get(0).usesData()) {
            return;
        }
        DataSection data = training.data();
        try {
            if (data.dataset() != null) {
                lines.add(checkExamples(
                        plan.data().examples(data.dataset()), data.dataset().id(), training));
                requireQuestions(null);
                return;
            }
            TokenDocuments corpus = plan.data().within(data, mostBytes);
            if (corpus == null) {
                lines.add("data: more than " + Quantities.bytes(mostBytes)
                        + " of text; the beginning is sound, the rest and the workers' shares are checked by the run");
                return;
            }
            lines.add("data: " + corpus.description().name() + ", " + Quantities.count((long) corpus.size())
                    + " documents, " + Quantities.count((long) corpus.tokenCount()) + " tokens");
            requireShares(corpus, training, data);
            checkWeightings(corpus);
        } catch (IllegalArgumentException e) {
            addTo(findings, data, e);
        }
    }

    /** Adds what is wrong with the data at the key that it comes from. */
    static void addTo(YamlDocument.Findings findings, DataSection data, IllegalArgumentException wrong) {
        String message = String.valueOf(wrong.getMessage());
        int expected = message.indexOf("\nExpected ");
        findings.add(
                key(message, data),
                expected < 0 ? message : message.substring(0, expected),
                expected < 0 ? null : message.substring(expected + "\nExpected ".length()));
    }

    private static String key(String message, DataSection data) {
        String first = message.substring(0, Math.max(0, message.indexOf(' ')));
        return switch (first) {
            case "worker" -> "data.partition";
            case "labelled", "validationSequences" -> "data." + first;
            case "context" -> "training.context";
            default -> data.dataset() == null ? "data.corpus" : "data.dataset";
        };
    }

    private void requireShares(TokenDocuments corpus, TrainingPlan training, DataSection data) {
        CorpusBatches.Shape shape =
                new CorpusBatches.Shape(training.batch(), training.context(), data.validationSequences());
        Partitioner partitioner = Made.partitioner(data.partition());
        for (long seed : new LinkedHashSet<>(plan.seeds())) {
            CorpusBatches.requireEnough(corpus, partitioner, training.workers(), shape, seed);
            requireQuestions(CorpusBatches.questions(corpus, partitioner, training.workers(), shape, seed));
        }
    }

    /** Methods that ask questions have some, and have them where they want them. */
    private void requireQuestions(@Nullable QuestionPool questions) {
        for (MethodPlan method : plan.methods()) {
            Made.requireFit(
                    method.section().method(), questions, method.training().workers());
        }
    }

    /** Whether there are as many anchors as weightings want, which are the same for every seed. */
    private void checkWeightings(TokenDocuments corpus) {
        // Laid out once for methods whose batches are alike.
        Map<CorpusBatches.Shape, RowPool> laidOut = new HashMap<>();
        for (MethodPlan method : plan.methods()) {
            TrainingPlan training = method.training();
            if (training.weighting() != null) {
                DataSection data = training.data();
                RowPool rows = laidOut.computeIfAbsent(
                        new CorpusBatches.Shape(training.batch(), training.context(), data.validationSequences()),
                        shape -> new CorpusBatches(
                                        corpus,
                                        Made.partitioner(data.partition()),
                                        training.workers(),
                                        shape,
                                        training.seed())
                                .rowPool());
                checkWeighting(method, training.weighting(), rows);
            }
        }
    }

    private void checkWeighting(MethodPlan method, Selection<SampleWeightingFactory<?>> weighting, RowPool rows) {
        try {
            Made.requireSamples(
                    weighting,
                    rows,
                    method.model().hiddenWidth(),
                    method.training().seed());
        } catch (IllegalArgumentException e) {
            boolean isOwn = method.section().weighting() != null;
            findings.add(
                    isOwn ? "methods[" + method.index() + "].weighting" : "training.weighting",
                    String.valueOf(e.getMessage()),
                    null);
        }
    }

    /** Divides the examples as the run will. */
    private String checkExamples(Examples examples, String id, TrainingPlan training) {
        Partitioner partitioner = Made.partitioner(training.data().partition());
        Range trained = new Range();
        Range classes = new Range();
        Range heldOut = new Range();
        for (long seed : new LinkedHashSet<>(plan.seeds())) {
            ExampleBatches batches = new ExampleBatches(
                    examples,
                    training.data().labelled(),
                    partitioner,
                    training.workers(),
                    training.batch(),
                    training.data().validationSequences(),
                    seed);
            for (int worker = 0; worker < training.workers(); worker++) {
                trained.add(batches.samples(worker));
                classes.add(batches.classes(worker));
                heldOut.add(batches.heldOutExamples(worker));
            }
        }
        int labelled = training.data().labelled();
        // A window of sensors is several examples, of which workers have those that the settings say.
        long dealt =
                IntStream.range(0, examples.size()).filter(examples::isDealt).count();
        return "data: " + id + ", " + Quantities.count(dealt) + " examples in " + examples.labels()
                + " classes" + (labelled == 0 ? "" : ", " + labelled + " of them with their labels at the server")
                + ", divided by " + SettingWords.of(training.data().partition()) + "; a worker trains on "
                + trained + " of " + classes + " classes, and " + heldOut + " like them are held out";
    }

    /** The least and the most of some numbers. */
    private static final class Range {
        private long least = Long.MAX_VALUE;
        private long most = Long.MIN_VALUE;

        void add(long value) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }

        @Override
        public String toString() {
            return least == most ? Quantities.count(most) : Quantities.count(least) + " to " + Quantities.count(most);
        }
    }
}
