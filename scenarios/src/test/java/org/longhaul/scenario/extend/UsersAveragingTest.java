package org.longhaul.scenario.extend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.training.method.DistributedMethodFactory;

/** Federated averaging with sampled clients and weights, as one class of a user's, is that of the program to the bit. */
final class UsersAveragingTest {
    @TempDir
    private Path folder;

    @Test
    void oneClassIsEnoughAndDoesTheSame() throws IOException {
        RunRecord run = UsersServices.run(
                folder,
                Map.of(DistributedMethodFactory.class, SampledMean.class),
                UsersServices.scenario("sampled.yaml"));
        MethodRecord own = run.methods().get(0);
        MethodRecord shipped = run.methods().get(1);
        assertThat(own.id()).isEqualTo("sampled-mean");
        assertThat(own.curve()).isEqualTo(shipped.curve());
        assertThat(own.totals())
                .usingRecursiveComparison()
                .ignoringFields("realNanos")
                .isEqualTo(shipped.totals());
        assertThat(own.arcs()).isEqualTo(shipped.arcs());

        CurvePoint last = own.curve().get(own.curve().size() - 1);
        assertThat(last.values().get("loss"))
                .isLessThan(own.curve().get(0).values().getOrDefault("loss", Double.NaN));
        // Six rounds of four clients; each exchanges a vector down and one up.
        long vector = own.totals().volume().chargedBytes();
        assertThat(own.arcs().stream().mapToLong(arc -> arc.payloadBytes()).sum())
                .isEqualTo(2 * 12 * vector);
    }
}
