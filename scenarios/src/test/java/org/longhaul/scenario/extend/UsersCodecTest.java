package org.longhaul.scenario.extend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.scenario.command.Said;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.codec.Encoded;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** A codec, one record and not in the program, in a scenario. */
final class UsersCodecTest {
    private static final Map<Class<?>, Class<?>> SERVICES = Map.of(Codec.class, MeanOfFew.class);

    @TempDir
    private Path folder;

    @Test
    void itIsListedReadTrainedWithAndRecorded() throws IOException {
        UsersServices.with(folder, SERVICES, () -> {
            assertThat(Said.done("list", "codecs")).contains("mean-of-few");
            assertThat(Said.done("describe", "mean-of-few")).contains("neighbours that share a mean");
            assertThat(Said.done("schema")).contains("mean-of-few");
            String out = folder.resolve("own").toString();
            String scenario = UsersServices.SCENARIOS.resolve("codec.yaml").toString();
            assertThat(Said.done("run", scenario, "--quiet", "--out", out)).contains("ddp");
            return assertThat(Files.readString(folder.resolve("own/record.json")))
                    .contains("mean-of-few(few 4)");
        });
    }

    /** Two bytes for each four parameters, of which there are 600. */
    @Test
    void whatWasEncodedIsCharged() throws IOException {
        RunRecord run = UsersServices.run(folder, SERVICES, UsersServices.scenario("codec.yaml"));
        MethodRecord method = run.methods().get(0);
        assertThat(method.totals().volume().chargedBytes()).isEqualTo(24 * 2 * 600 / 4);
    }

    /** 1 and 3 share a mean; 8 has a zero for a neighbour. */
    @Test
    void aRestIsPaddedAndTheLengthComesBack() {
        TensorScope.run(() -> {
            Tensor vector = Tensors.of(Device.CPU, new double[] {1, 3, 8}, 3);
            Layout layout = new Layout(List.of(new ParameterSpec("x", List.of(3L), "x", new Init.Normal(1))));
            Encoded encoded = new MeanOfFew(2).encode(vector, layout);
            assertThat(encoded.bytes()).isEqualTo(4);
            assertThat(new MeanOfFew(2).decode(encoded).toDoubles()).containsExactly(2, 2, 4);
        });
    }
}
