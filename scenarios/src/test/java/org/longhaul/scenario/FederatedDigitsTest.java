package org.longhaul.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.measure.ClientValues;
import org.longhaul.analysis.record.measure.CurvePoint;

/** The library's scenario of federated classification, with a tenth of its clients and less to do. */
final class FederatedDigitsTest {
    @TempDir
    private Path folder;

    @Test
    void bothMethodsLearnAndTheClientsAddUp() throws IOException {
        String text = Files.readString(LibraryTest.LIBRARY.resolve("federated-digits.yaml"));
        text = replaced(text, "hosts: 101", "hosts: 11");
        text = replaced(text, "workers: 100", "workers: 10");
        text = replaced(text, "clients: 100", "clients: 10");
        text = replaced(text, "clients: 10}", "clients: 2}");
        text = replaced(text, "examples: 6000, validation: 1000", "examples: 800, validation: 200");
        text = replaced(text, "steps: 100}", "steps: 40}");
        text = replaced(text, "steps: 600", "steps: 100");
        RunRecord run = Runs.run(folder.resolve("run"), text);

        MethodRecord ddp = run.methods().get(0);
        MethodRecord fedavg = run.methods().get(1);
        assertThat(run.measures().headline().id()).isEqualTo("accuracy");
        for (MethodRecord method : run.methods()) {
            CurvePoint last = method.curve().get(method.curve().size() - 1);
            assertThat(last.values().get("accuracy")).isGreaterThan(0.3);
            assertThat(last.clients()).isNotEmpty();
            double sum = 0;
            double weight = 0;
            for (ClientValues client : last.clients()) {
                sum += client.weight() * client.values().getOrDefault("accuracy", Double.NaN);
                weight += client.weight();
            }
            // All that is held out belongs to some client.
            assertThat(weight).isEqualTo(200);
            assertThat(sum / weight).isCloseTo(last.values().get("accuracy"), within(1e-9));
        }
        // A worker of DDP sends a model a step; in 5 rounds a client of 2 in 10 has one down and one up, on average.
        double model = ddp.totals().volume().chargedBytes() / 40.0;
        assertThat(model).isEqualTo(4.0 * 26_698);
        assertThat((double) fedavg.totals().volume().chargedBytes())
                .isCloseTo(5 * 2 * 0.2 * model, within(0.1 * model));
        // 2 clients of a round work through 100 batches each, in DDP all 10 through 40.
        assertThat(ddp.totals().items()).isEqualTo(10 * 40 * 10);
        assertThat(fedavg.totals().items()).isEqualTo(2 * 100 * 10);
    }

    private static String replaced(String text, String from, String to) {
        assertThat(text).contains(from);
        return text.replace(from, to);
    }
}
