package org.longhaul.scenario.extend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.network.ArcTraffic;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.participation.ParticipationFactory;

/** A method with a server and a participation, one class each and none of them in the program, in a scenario. */
final class UsersParticipationTest {
    @TempDir
    private Path folder;

    private RunRecord run(String fidelity) throws IOException {
        return UsersServices.run(
                folder.resolve(fidelity),
                Map.of(DistributedMethodFactory.class, OneShot.class, ParticipationFactory.class, EveryOther.class),
                UsersServices.scenario("server.yaml").replace("analytic", fidelity));
    }

    /** Even clients are three, odd ones two; each vector goes down and up the link of its client, and of the server. */
    @Test
    void oneClassEachIsEnoughAndBytesAreOnTheRightLinks() throws IOException {
        for (String fidelity : new String[] {"analytic", "flow"}) {
            RunRecord run = run(fidelity);
            long vector = vector(run.methods().get(0));
            for (MethodRecord method : run.methods()) {
                boolean isOneShot = method.id().equals("one-shot");
                // Four rounds of a step, or two of two: even, odd, even, odd.
                long turns = isOneShot ? 2 : 1;
                for (ArcTraffic arc : method.arcs()) {
                    boolean ofServer = arc.from().equals("host5") || arc.to().equals("host5");
                    assertThat(arc.payloadBytes()).isEqualTo((ofServer ? 5 : 1) * turns * vector);
                }
                assertThat(method.arcs()).hasSize(12);
                assertThat(method.totals().volume().chargedBytes()).isEqualTo(2 * turns * vector);
                assertThat(method.totals().items()).isEqualTo(10);
                assertThat(method.workers()).hasSize(5);
            }
        }
    }

    private static long vector(MethodRecord method) {
        return method.totals().volume().chargedBytes() / 4;
    }
}
