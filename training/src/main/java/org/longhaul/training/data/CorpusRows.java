package org.longhaul.training.data;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.RowPool;
import org.longhaul.training.tensor.Device;

/**
 * The sequences of a corpus one by one. The domain of one is that of most of its tokens. Those for anchors are the sequences of the
 * test split, in an order that is the same for every seed.
 *
 * <p>Thread-safety: safe for concurrent use; what is asked of domains and anchors is made when it is first asked for.
 */
final class CorpusRows implements RowPool {
    private final CorpusBatches batches;
    private final TokenDocuments corpus;
    private final int[][] joined;
    private final CorpusBatches.Shape shape;
    private int @Nullable [][] domains;
    private @Nullable Anchors anchors;

    @SuppressWarnings("ArrayRecordComponent") // Nothing compares them.
    private record Anchors(CompactTokens tokens, int[] domains) {}

    /**
     * Those of batches.
     *
     * @param joined documents of each worker in the order in which their tokens are joined
     */
    CorpusRows(CorpusBatches batches, TokenDocuments corpus, int[][] joined, CorpusBatches.Shape shape) {
        this.batches = batches;
        this.corpus = corpus;
        this.joined = joined;
        this.shape = shape;
    }

    @Override
    public List<String> domains() {
        return corpus.domainNames();
    }

    @Override
    public int vocabulary() {
        return corpus.vocabulary();
    }

    @Override
    public int workers() {
        return joined.length;
    }

    @Override
    public int batchRows() {
        return shape.sequences();
    }

    @Override
    public int trainingRows(int worker) {
        return Math.toIntExact(batches.samples(worker));
    }

    @Override
    public Batch training(int worker, int[] rows, Device device) {
        return batches.training(worker, rows, device);
    }

    @Override
    public int[] domainsOfBatch(int worker, long step) {
        int[] all = domainsOf(worker);
        int[] rows = batches.walked(worker, step, all.length);
        Arrays.setAll(rows, i -> all[rows[i]]);
        return rows;
    }

    @Override
    public Batch batchOf(int worker, long step, int[] chosen, Device device) {
        int[] places = batches.walked(worker, step, chosen.length);
        Arrays.setAll(places, i -> chosen[places[i]]);
        return batches.training(worker, places, device);
    }

    @Override
    public int[] domainsOfValidation() {
        int[] order = CorpusBatches.shuffled(corpus.documents(Split.VALIDATION), 0, "data.validation", 0);
        return Arrays.copyOf(domains(order), batches.validationSequences());
    }

    @Override
    public Batch validation(int[] rows, Device device) {
        return batches.ofValidation(rows, device);
    }

    @Override
    public int[] domainsOfAnchors() {
        return anchors().domains.clone();
    }

    @Override
    public Batch anchors(int[] rows, Device device) {
        return batches.rows(anchors().tokens, rows, device);
    }

    private synchronized Anchors anchors() {
        if (anchors == null) {
            int[] order = CorpusBatches.shuffled(corpus.documents(Split.TEST), 0, "data.anchors", 0);
            anchors = new Anchors(corpus.join(order), domains(order));
        }
        return anchors;
    }

    private synchronized int[] domainsOf(int worker) {
        if (domains == null) {
            domains = new int[joined.length][];
        }
        if (domains[worker] == null) {
            domains[worker] = domains(joined[worker]);
        }
        return domains[worker];
    }

    /** The domain that most of each sequence's trained positions are of; of equally many the one with the lower number. */
    private int[] domains(int[] documents) {
        long tokens = 0;
        for (int document : documents) {
            tokens += corpus.length(document);
        }
        int length = shape.contextLength();
        int[] found = new int[Math.toIntExact(Math.max(0, (tokens - 1) / length))];
        int[] counts = new int[corpus.groups()];
        int document = 0;
        long left = documents.length == 0 ? 0 : corpus.length(documents[0]);
        for (int sequence = 0; sequence < found.length; sequence++) {
            Arrays.fill(counts, 0);
            int wanted = length;
            while (wanted > 0) {
                if (left == 0) {
                    left = corpus.length(documents[++document]);
                }
                int taken = (int) Math.min(wanted, left);
                counts[corpus.group(documents[document])] += taken;
                wanted -= taken;
                left -= taken;
            }
            for (int domain = 1; domain < counts.length; domain++) {
                if (counts[domain] > counts[found[sequence]]) {
                    found[sequence] = domain;
                }
            }
        }
        return found;
    }
}
