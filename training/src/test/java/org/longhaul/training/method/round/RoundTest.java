package org.longhaul.training.method.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.longhaul.training.method.Order;
import org.longhaul.training.method.server.ServerMean;
import org.longhaul.training.method.server.ServerNesterov;

/** What a round can be put together from. */
class RoundTest {
    @Test
    void whatIsNotStatedIsAsInLocalSgd() {
        Round round = Round.every(8).build();
        assertThat(round.parts())
                .containsEntry("local solver", "training.optimizer, its state kept from round to round")
                .containsEntry("exchange", "parameters every 8 steps, after the update")
                .containsEntry("server optimizer", "none: the mean itself")
                .containsEntry("participation", "every worker, by all-reduce, all alike")
                .containsEntry("codec", "the method's wireFormat");
    }

    @Test
    void aBuilderGoesOnWithoutTheRoundsThatItMade() {
        Round.Builder builder = Round.every(8);
        Round earlier = builder.build();
        builder.averagingAllStates(4, null).order(Order.BEFORE_UPDATE);
        assertThat(earlier).isEqualTo(Round.every(8).build()).isNotEqualTo(builder.build());
    }

    /** They would leave their round before its last update, or train before they have entered it. */
    @Test
    void aCohortsRoundEndsAfterAnUpdate() {
        assertThatThrownBy(() -> Round.every(8)
                        .ofCohorts(null)
                        .order(Order.BEFORE_UPDATE)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("order (BEFORE_UPDATE)");
        assertThatThrownBy(() ->
                        Round.every(8).ofCohorts(null).afterDataParallel(3).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dataParallelSteps (3)");
    }

    @Test
    void onlyOfPseudoGradientsAPartMayComeLater() {
        assertThatThrownBy(() -> Round.every(8).errorFeedback(true).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("errorFeedback");
        assertThatThrownBy(() -> Round.every(8)
                        .server(new ServerMean(0.5))
                        .errorFeedback(true)
                        .build())
                .hasMessageContaining("errorFeedback");
        Round diloco = Round.every(8)
                .server(new ServerNesterov(0.7, 0.9))
                .errorFeedback(true)
                .build();
        Round fedavg = Round.every(8).ofCohorts(null).errorFeedback(true).build();
        assertThat(diloco.sendsPseudoGradients() && fedavg.sendsPseudoGradients())
                .isTrue();
    }
}
