package org.longhaul.training.method.semisupervised;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.training.augmentation.Augmentation;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.round.Round;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.method.server.ServerHeavyBall;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.task.DataShape;

/**
 * What server and clients do in training with few labels.
 *
 * @param serverEpochs passes of the server over its examples, after each round
 * @param serverBatch examples of one of its steps
 * @param rule which pseudo-labels are kept
 * @param mixup shape of the Beta distribution that mixtures are drawn from
 * @param changes how examples are changed
 * @param head the second head; null for pseudo-labels by the classifier
 * @param clientsTrain whether clients train at all; otherwise the server is alone
 */
record FewLabelsPlan(
        int serverEpochs,
        int serverBatch,
        PseudoLabels.Rule rule,
        double mixup,
        Changes changes,
        @Nullable AnchorHead head,
        boolean clientsTrain) {
    /** RandAugment's largest magnitude. */
    static final int STRONGEST = 10;

    /**
     * What is exchanged, and what the server makes of it.
     *
     * @param learningRate of the server's step
     * @param momentum of the server's step
     * @param modelFormat of the model on its way down; null for the usual one
     * @param parameterFormat of the parameters on their way up; null for the usual one
     */
    record Exchange(
            long period,
            MeanWeights weights,
            RoundState optimizerState,
            double learningRate,
            double momentum,
            @Nullable Codec modelFormat,
            @Nullable Codec parameterFormat) {
        private Round.Builder round() {
            return Round.every(period)
                    .ofCohorts(modelFormat)
                    .format(parameterFormat)
                    .server(new ServerHeavyBall(learningRate, momentum))
                    .weighted(weights)
                    .optimizerState(optimizerState);
        }
    }

    /** The method. */
    DistributedMethod on(Replicas replicas, Exchange exchange) {
        FewLabels server = new FewLabels(this, replicas);
        return exchange.round()
                .minimising(server.clients())
                .working(server)
                .build()
                .on(replicas);
    }

    /** What it is put together from. */
    Map<String, String> parts(Exchange exchange) {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put(
                "server",
                serverEpochs + " epochs of CE" + (head == null ? "" : " + " + PlainNumber.of(head.weight()) + " L_lc")
                        + " on its labelled examples, batches of " + serverBatch
                        + ", before the first round and after each");
        if (clientsTrain) {
            parts.putAll(exchange.round()
                    .minimising(new PseudoLabelling(this, null, null))
                    .build()
                    .parts());
        }
        return parts;
    }

    /**
     * How examples are changed.
     *
     * @param flip whether images are flipped from left to right
     * @param operations of RandAugment
     * @param magnitude of RandAugment
     */
    record Changes(boolean flip, int operations, int magnitude) {
        Augmentation weak(DataShape.Examples shape) {
            return Augmentation.weak(shape, flip);
        }

        Augmentation strong(DataShape.Examples shape) {
            return Augmentation.strong(shape, flip, operations, magnitude);
        }
    }
}
