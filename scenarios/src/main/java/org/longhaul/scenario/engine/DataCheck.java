package org.longhaul.scenario.engine;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.scenario.DataSection;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.training.data.CorpusBatches;
import org.longhaul.training.data.TokenDocuments;
import org.longhaul.training.partition.Partitioner;

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
            TokenDocuments corpus = plan.corpora().within(data, mostBytes);
            if (corpus == null) {
                lines.add("data: more than " + Quantities.bytes(mostBytes)
                        + " of text; the beginning is sound, the rest and the workers' shares are checked by the run");
                return;
            }
            lines.add("data: " + corpus.description().name() + ", " + Quantities.count((long) corpus.size())
                    + " documents, " + Quantities.count((long) corpus.tokenCount()) + " tokens");
            requireShares(corpus, training, data);
        } catch (IllegalArgumentException e) {
            addTo(findings, e);
        }
    }

    /** Adds what is wrong with the data at the key that it comes from. */
    static void addTo(YamlDocument.Findings findings, IllegalArgumentException wrong) {
        String message = String.valueOf(wrong.getMessage());
        int expected = message.indexOf("\nExpected ");
        findings.add(
                message.startsWith("worker ")
                        ? "data.partition"
                        : message.startsWith("validationSequences") ? "data.validationSequences" : "data.corpus",
                expected < 0 ? message : message.substring(0, expected),
                expected < 0 ? null : message.substring(expected + "\nExpected ".length()));
    }

    private void requireShares(TokenDocuments corpus, TrainingPlan training, DataSection data) {
        CorpusBatches.Shape shape =
                new CorpusBatches.Shape(training.batch(), training.context(), data.validationSequences());
        Partitioner partitioner = Made.partitioner(data.partition());
        Set<Long> seen = new HashSet<>();
        for (long seed : plan.seeds()) {
            if (seen.add(seed)) {
                CorpusBatches.requireEnough(corpus, partitioner, training.workers(), shape, seed);
            }
        }
    }
}
