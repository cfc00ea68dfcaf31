package org.longhaul.training.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.longhaul.extension.Registry;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** The page of codecs lists those that there are; {@code -Dgolden.update=true} writes the table. */
final class CodecsPageTest {
    private static final Registry<Codec> CODECS = Registry.load("codec", Codec.class);
    private static final Path PAGE = Path.of("..", "docs", "codecs.md");
    private static final String BEGIN = "<!-- generated: every codec -->\n";
    private static final int ELEMENTS = 1_000_000;

    @Test
    void pageIsCurrent() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN);
        assertThat(begin).isPositive();
        String wanted = page.substring(0, begin) + BEGIN + "\n" + table();
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, wanted);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(wanted);
    }

    /** Bytes are those of a million normal numbers, every tenth of which is 0, in float32. */
    private static String table() {
        StringBuilder text = new StringBuilder(
                "| codec | what is sent | bits an element* | sparse | in parts | settings | source |\n"
                        + "| --- | --- | ---: | --- | --- | --- | --- |\n");
        float[] values = values();
        for (Codec codec : CODECS.all()) {
            if (codec.getClass()
                    .getProtectionDomain()
                    .getCodeSource()
                    .equals(Codec.class.getProtectionDomain().getCodeSource())) {
                text.append(String.format(
                        Locale.ROOT,
                        "| `%s` | %s | %.2f | %s | %s | %s | %s |\n",
                        codec.id(),
                        codec.description(),
                        8.0 * bytes(codec, values) / ELEMENTS,
                        codec.isSparse() ? "yes" : "no",
                        codec.encodesInParts() ? "yes" : "no",
                        settings(codec),
                        codec.source()));
            }
        }
        return text
                + "\n\\* of a million normal numbers in float32, every tenth of them 0, with the settings' defaults.\n";
    }

    private static float[] values() {
        float[] values = new float[ELEMENTS];
        Random random = new Random(1);
        for (int i = 0; i < ELEMENTS; i++) {
            values[i] = i % 10 == 0 ? 0 : (float) random.nextGaussian();
        }
        return values;
    }

    private static long bytes(Codec codec, float[] values) {
        return (long) TensorScope.evaluate(() -> {
            Tensor vector = Tensors.of(Device.CPU, values, ELEMENTS);
            return codec.encode(vector, Sparse.layout(ELEMENTS)).bytes();
        });
    }

    private static String settings(Codec codec) {
        return Arrays.stream(codec.settingsType().getRecordComponents())
                .map(CodecsPageTest::setting)
                .collect(Collectors.joining("; "));
    }

    /** Annotations of a component are those of its accessor too. */
    private static String setting(RecordComponent component) {
        JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
        JsonPropertyDescription meaning = component.getAccessor().getAnnotation(JsonPropertyDescription.class);
        String standard =
                property == null || property.defaultValue().isEmpty() ? "" : " (" + property.defaultValue() + ")";
        return "`" + component.getName() + "`" + standard + ": " + meaning.value();
    }
}
