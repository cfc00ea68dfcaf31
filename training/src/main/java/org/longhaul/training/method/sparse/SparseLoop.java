package org.longhaul.training.method.sparse;

import org.longhaul.extension.PlainNumber;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.codec.SparseWeights;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.round.Round;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.method.server.RoundWatch;
import org.longhaul.training.method.server.ServerMean;

/** The loop that all methods of the package share: plain federated averaging of what clients pruned, sent as sparse weights. */
final class SparseLoop {
    private SparseLoop() {}

    static Round round(
            long period, SparseRound client, SparseWeights.Form payload, MeanWeights weights, RoundWatch watch) {
        return Round.every(period)
                .ofCohorts(codec(payload))
                .format(codec(payload))
                .server(new ServerMean(1))
                .weighted(weights)
                .optimizerState(RoundState.RESET)
                .minimising(client)
                .sendingChanges(client.upload() == SparseRound.Upload.TOPK_DELTA)
                .watched(watch)
                .build();
    }

    static SparseWeights codec(SparseWeights.Form payload) {
        return new SparseWeights(payload, Casts.FP32);
    }

    static void requireSparsity(String name, double sparsity) {
        if (!(sparsity >= 0 && sparsity < 1)) {
            throw new IllegalArgumentException(
                    name + " (" + PlainNumber.of(sparsity) + ") must lie in [0, 1): a share of the weights.");
        }
    }
}
