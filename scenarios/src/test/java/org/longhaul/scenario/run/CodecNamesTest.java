package org.longhaul.scenario.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.extension.Registry;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.codec.Int8;
import org.longhaul.training.codec.TopK;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.communicate.GroupElements;
import org.longhaul.training.communicate.Release;

/** Exchanges are read as they were written, whatever their codec: a resumed run is charged the same. */
final class CodecNamesTest {
    private static Exchange exchange(Codec codec) {
        return new Exchange(
                "gradients",
                Exchange.Operation.ALL_REDUCE,
                List.of(0, 1),
                Exchange.NO_ROOT,
                List.of(new GroupElements("a", 10)),
                codec,
                List.of(7L, 9L),
                Release.AFTER_BACKWARD);
    }

    @Test
    void whatIsWrittenIsRead() throws DamagedFileException {
        for (Codec codec : Registry.<Codec>load("codec", Codec.class).all()) {
            assertThat(read(Json.compact(exchange(codec)))).isEqualTo(exchange(codec));
        }
        Exchange nested = exchange(new TopK(0.25, null, new Int8(64)));
        assertThat(Json.compact(nested))
                .contains("\"codec\":{\"name\":\"top-k\",\"share\":0.25,\"count\":null,\"values\":{\"name\":\"int8\","
                        + "\"block\":64}}");
        assertThat(read(Json.compact(nested))).isEqualTo(nested);
    }

    @Test
    void aCodecThatIsGoneIsNamed() {
        String written = Json.compact(exchange(new Int8())).replace("int8", "int9");
        assertThatThrownBy(() -> read(written))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("there is no codec 'int9'");
    }

    private static Exchange read(String json) throws DamagedFileException {
        return Json.parse(Path.of("training.json"), json.getBytes(StandardCharsets.UTF_8), Exchange.class);
    }
}
