package org.longhaul.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.longhaul.scenario.file.ExtensionPoint;
import org.longhaul.scenario.file.Setting;

/** The page on faults lists every registered model with its settings; {@code -Dgolden.update=true} writes the lists. */
final class FaultsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "faults.md");
    private static final String BEGIN = "## Fault models\n";
    private static final String SCENARIO =
            """
            name: page
            topology: {builder: two-sites, hostsPerSite: 4, wide: 10 Gbit/s, wideLatency: 15 ms, names: [ashburn, columbus]}
            workers: 4
            compute: {stepTime: 1 s}
            model: {kind: quadratic}
            training: {steps: 1, batch: 1, context: 1, optimizer: {kind: adamw, learningRate: 0.01}}
            methods: [{id: ddp}]
            """;

    @Test
    void listsEveryModelWithItsSettings() throws IOException {
        Extensions extensions = Extensions.load();
        String lists = BEGIN + "\n" + list(extensions.faults()) + "## Kinds of background traffic\n\n"
                + list(extensions.traffic()).stripTrailing() + "\n";
        String page = Files.readString(PAGE);
        if (Boolean.getBoolean("golden.update")) {
            int end = page.indexOf(BEGIN) < 0 ? page.length() : page.indexOf(BEGIN);
            Files.writeString(PAGE, page.substring(0, end) + lists);
        }
        assertThat(Files.readString(PAGE)).endsWith(lists);
    }

    @Test
    void itsExampleIsSound() throws IOException {
        Matcher example = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        assertThat(example.find()).isTrue();
        assertThat(Runs.plan(SCENARIO + example.group(1)).summary())
                .anyMatch(line -> line.startsWith("fault: wan"))
                .anyMatch(line -> line.startsWith("other job: small"));
    }

    @Test
    void theExampleOfTheReadmeIsSound() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        Matcher example =
                Pattern.compile("```yaml\n(faults:.*?)```", Pattern.DOTALL).matcher(readme);
        assertThat(example.find()).isTrue();
        assertThat(Runs.plan(SCENARIO + example.group(1)).summary())
                .anyMatch(line -> line.startsWith("other job: neighbour"))
                .anyMatch(line -> line.startsWith("background traffic: greedy"));
    }

    private static String list(ExtensionPoint<?> point) {
        StringBuilder text = new StringBuilder();
        for (ExtensionPoint.Entry<?> entry : point.entries()) {
            text.append("### `").append(entry.id()).append("`\n\n").append(entry.description());
            text.append("\nSource: ").append(entry.source()).append(".\n\n");
            text.append("| setting | default | meaning |\n| --- | --- | --- |\n");
            for (Setting setting : Setting.of(entry.settingsType())) {
                String value = setting.defaultText() != null
                        ? "`" + setting.defaultText() + "`"
                        : setting.optional() ? "none" : "required";
                text.append("| `").append(setting.name()).append("` | ").append(value);
                text.append(" | ").append(setting.documentation()).append(" |\n");
            }
            text.append('\n');
        }
        return text.toString();
    }
}
