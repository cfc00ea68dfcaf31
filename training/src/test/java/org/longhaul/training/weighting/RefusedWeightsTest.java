package org.longhaul.training.weighting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.round.FederatedAveraging;
import org.longhaul.training.method.semisupervised.SemiFl;
import org.longhaul.training.method.unlearning.Unlearning;

/** Which methods refuse which weightings, and what they say to take instead. */
final class RefusedWeightsTest {
    private static @Nullable String refusal(DistributedMethodFactory<?> method) {
        return method.refusesWeights();
    }

    @Test
    void methodsThatTrainOnOtherBatchesRefuseAll() {
        assertThat(refusal(new SemiFl())).contains("without labels");
        assertThat(refusal(new Unlearning())).contains("after a request");
        assertThat(refusal(new FederatedAveraging())).isNull();
    }

    @Test
    void methodsWhoseWorkersAreNotAllThereRefuseWhatNeedsThem() {
        FederatedAveraging averaging = new FederatedAveraging();
        assertThatThrownBy(() -> averaging.requireFit(new AdaptWeighting(), adapt(AnchorSharing.SHARDED), false))
                .hasMessageEndingWith("anchors that are sharded are summed over the workers."
                        + "\nMaybe take held: replicated and centre: own or none.");
        averaging.requireFit(new AdaptWeighting(), adapt(AnchorSharing.REPLICATED), false);
        assertThatThrownBy(() ->
                        averaging.requireFit(new OfflineSelection(), selection(OfflineSelection.By.SIMILARITY), false))
                .hasMessageEndingWith("by all workers together.\nMaybe take by: random.");
        averaging.requireFit(new OfflineSelection(), selection(OfflineSelection.By.RANDOM), false);
    }

    private static AdaptWeighting.Settings adapt(AnchorSharing held) {
        return new AdaptWeighting.Settings(
                1, 1e-8, 0, 1, 5, 4, List.of(), held, Centre.OWN, 1, Normaliser.BATCH, false, false);
    }

    private static OfflineSelection.Settings selection(OfflineSelection.By by) {
        return new OfflineSelection.Settings(by, 0.25, 3, 4, List.of(), AnchorSharing.REPLICATED, Centre.NONE, 1);
    }
}
