package org.longhaul.scenario.command.claim;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.AtomicFiles;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.claim.ClaimCatalogue;
import org.longhaul.scenario.claim.ClaimJudge;
import org.longhaul.scenario.claim.JudgedPaper;
import org.longhaul.scenario.claim.Judgement;
import org.longhaul.scenario.claim.PaperClaim;
import org.longhaul.scenario.claim.PaperClaims;
import org.longhaul.scenario.claim.VerdictsOnRecord;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.scenario.run.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Computes what papers claim, and compares the verdicts with those on record. */
@Command(
        name = "claims",
        sortOptions = false,
        description = {
            "Compute what the papers claim whose methods are here, and say of each claim whether it holds: reproduced,"
                    + " direction only, not reproduced, or not testable here.",
            "",
            "Bytes are counted from methods that run, times are simulated or follow from the papers' own models. A verdict"
                    + " is never typed: it follows from what is computed, and is compared with the one on record."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 0 no verdict is worse than on record; 1 some is.",
            "",
            "  longhaul claims                                          all but training, within two minutes",
            "  longhaul claims --only des-loc                           one paper, or one claim",
            "  longhaul claims --write docs/claims.md                   the page of all claims anew"
        })
public final class ClaimsCommand implements Callable<Integer> {
    private static final long PROGRESS_INTERVAL_NANOS = 5_000_000_000L;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            description = "compute only the papers and claims whose name contains this; may be repeated")
    private List<String> only = new ArrayList<>();

    @Option(names = "--train", description = "compute the claims that take training too: minutes each")
    private boolean train;

    @Option(names = "--json", description = "print JSON instead of the tables")
    private boolean json;

    @Option(names = "--write", paramLabel = "PAGE", description = "write the page of all claims, as docs/claims.md")
    private @Nullable Path page;

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description = "write the verdicts as those that later ones are compared with")
    private @Nullable Path record;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    ClaimsCommand() {}

    @Override
    public Integer call() throws IOException {
        if (!only.isEmpty() && (page != null || record != null)) {
            throw new WrongInputException("--write and --record need every claim; allowed: without --only");
        }
        Extensions extensions = Extensions.load();
        List<PaperClaims> papers = chosen(ClaimCatalogue.papers(extensions));
        ClaimJudge judge = new ClaimJudge(
                extensions, train, Runtime.getRuntime().availableProcessors(), VerdictsOnRecord.shipped());
        List<JudgedPaper> judged = judge.judge(papers, progress(papers));
        if (page != null) {
            AtomicFiles.write(page, ClaimsPage.of(judged));
        }
        if (record != null) {
            AtomicFiles.write(record, VerdictsOnRecord.text(judged));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.compact(judged.stream().map(ClaimRows::of).toList()));
        } else {
            out.print(new ClaimsText(judged).render(Terminal.style(), Terminal.width()));
        }
        List<Judgement> worse = judged.stream()
                .flatMap(paper -> paper.judgements().stream())
                .filter(Judgement::isWorse)
                .toList();
        for (Judgement each : worse) {
            spec.commandLine().getErr().println("longhaul: claim " + ClaimsText.fall(each));
        }
        return worse.isEmpty() ? ExitCode.DONE : ExitCode.INCOMPLETE;
    }

    /** Says every few seconds how far it is. */
    private Consumer<Judgement> progress(List<PaperClaims> papers) {
        int all = papers.stream().mapToInt(paper -> paper.claims().size()).sum();
        int[] done = {0};
        long[] shown = {System.nanoTime()};
        return judgement -> {
            done[0]++;
            if (System.nanoTime() - shown[0] > PROGRESS_INTERVAL_NANOS) {
                shown[0] = System.nanoTime();
                spec.commandLine()
                        .getErr()
                        .println("claims: " + done[0] + " of " + all + ", "
                                + judgement.claim().name());
            }
        };
    }

    /** The papers with the claims that are asked for. */
    private List<PaperClaims> chosen(List<PaperClaims> all) {
        if (only.isEmpty()) {
            return all;
        }
        List<String> names = new ArrayList<>();
        for (PaperClaims paper : all) {
            names.add(paper.paper());
            paper.claims().forEach(claim -> names.add(claim.name()));
        }
        for (String part : only) {
            if (part.isBlank()) {
                throw new WrongInputException("--only is blank; allowed: a part of the name of a paper or claim");
            }
            if (names.stream().noneMatch(name -> name.contains(part))) {
                throw new WrongInputException("--only: no paper's and no claim's name contains '" + part
                        + "'; papers: "
                        + String.join(", ", all.stream().map(PaperClaims::paper).toList())
                        + Spelling.maybe(part, names));
            }
        }
        List<PaperClaims> chosen = new ArrayList<>();
        for (PaperClaims paper : all) {
            List<PaperClaim> claims = paper.claims().stream()
                    .filter(claim -> only.stream()
                            .anyMatch(part ->
                                    paper.paper().contains(part) || claim.name().contains(part)))
                    .toList();
            if (!claims.isEmpty()) {
                chosen.add(paper.with(claims));
            }
        }
        return chosen;
    }
}
