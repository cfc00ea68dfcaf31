package org.longhaul.scenario;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.scenario.PrintedComment.Trained;

final class PrintedCommentTest {
    private static final String ROUNDED =
            "# It prints (what training gives differs a little between kinds of processors)";
    private static final String TABLE =
            "method  loss ± 0.1  time\n──────  ────\nddp  36.00%  1.8070 ± 0.2  8.56 s  12.6 MB\n";

    @TempDir
    private Path folder;

    @Test
    void isHeldLetterByLetter() throws IOException {
        PrintedComment.assertSays(file("# It prints"), "# It prints", TABLE, Trained.QUALITY);
        assertDiffers("# It prints", "1.8070", "1.8071", Trained.QUALITY);
    }

    @Test
    void whatTrainingGivesMayBeOffByATenthWhereItSaysSo() throws IOException {
        PrintedComment.assertSays(
                file(ROUNDED),
                "# It prints",
                TABLE.replace("36.00%", "34.00%").replace("1.8070 ± 0.2", "1.9219 ± 0.5"),
                Trained.QUALITY);
        assertDiffers(ROUNDED, "1.8070", "2.1070", Trained.QUALITY);
        assertDiffers(ROUNDED, "36.00%", "16.00%", Trained.QUALITY);
        assertDiffers(ROUNDED, "ddp", "diloco", Trained.QUALITY);
        assertDiffers(ROUNDED, "8.56 s", "8.57 s", Trained.QUALITY);
        assertDiffers(ROUNDED, "12.6 MB", "12.7 MB", Trained.QUALITY);
        PrintedComment.assertSays(file(ROUNDED), "# It prints", TABLE.replace("8.56 s", "8570 ms"), Trained.EVERYTHING);
        assertDiffers(ROUNDED, "8.56 s", "9.56 s", Trained.EVERYTHING);
    }

    private void assertDiffers(String introduction, String said, String found, Trained trained) throws IOException {
        Path file = file(introduction);
        assertThatThrownBy(() -> PrintedComment.assertSays(file, "# It prints", TABLE.replace(said, found), trained))
                .isInstanceOf(AssertionError.class);
    }

    private Path file(String introduction) throws IOException {
        String comment =
                TABLE.indent(0).lines().map(line -> "#   " + line + "\n").reduce("", String::concat);
        return Files.writeString(folder.resolve("file.yaml"), introduction + ":\n#\n" + comment + "name: x\n");
    }
}
