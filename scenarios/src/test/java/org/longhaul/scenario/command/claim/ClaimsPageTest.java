package org.longhaul.scenario.command.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.scenario.command.Said;
import org.longhaul.scenario.command.shared.ExitCode;

/** {@code longhaul claims}: its page and its verdicts on record. {@code -Dgolden.update=true} writes both anew. */
final class ClaimsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "claims.md");
    private static final Path RECORD =
            Path.of("src", "main", "resources", "org", "longhaul", "scenario", "claim", "verdicts.tsv");

    @TempDir
    Path folder;

    @Test
    void thePageAndTheRecordAreThoseThatTheCommandWrites() throws IOException {
        boolean update = Boolean.getBoolean("golden.update");
        Path page = update ? PAGE : folder.resolve("claims.md");
        Path record = update ? RECORD : folder.resolve("verdicts.tsv");
        Said said = Said.to("claims", "--write", page.toString(), "--record", record.toString());
        assertThat(said.code()).as(said.err()).isEqualTo(ExitCode.DONE);
        assertThat(Files.readString(page)).isEqualTo(Files.readString(PAGE));
        assertThat(Files.readString(record)).isEqualTo(Files.readString(RECORD));
    }

    @Test
    void onePaperOrClaimIsComputedAlone() {
        String table = Said.done("claims", "--only", "des-loc-half-lives", "--only", "des-loc-table-2-7b");
        assertThat(table).contains("des-loc-half-lives", "reproduced", "2 claims of 1 paper: 2 reproduced.");
        String json = Said.done("claims", "--only", "des-loc-10-gbit-9-42-times", "--json");
        assertThat(json)
                .contains("\"verdict\":\"direction only\"", "\"found\":\"2.62529\"", "\"wanted\":\"9.42\"")
                .contains("\"isComputed\":true");
    }

    @Test
    void whatIsAskedForMustExistAndBeWholeWhereItIsWritten() {
        assertThat(Said.refused("claims", "--only", "des-lok")).contains("'des-lok'", "papers: des-loc");
        assertThat(Said.refused("claims", "--only", "des-loc", "--write", "page.md"))
                .contains("--write and --record need every claim");
    }
}
