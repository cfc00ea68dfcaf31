package org.longhaul.scenario.command.claim;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.AtomicFiles;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.claim.ClaimCatalogue;
import org.longhaul.scenario.claim.ClaimJudge;
import org.longhaul.scenario.claim.JudgedPaper;
import org.longhaul.scenario.claim.Judgement;
import org.longhaul.scenario.claim.KeptTrainings;
import org.longhaul.scenario.claim.PaperClaim;
import org.longhaul.scenario.claim.PaperClaims;
import org.longhaul.scenario.claim.VerdictsOnRecord;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.command.shared.Signals;
import org.longhaul.scenario.command.shared.StopRequests;
import org.longhaul.scenario.command.shared.Terminal;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.scenario.engine.simulation.RunControl;
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
            "Ctrl-C stops trainings after the step under way, twice at once; the same command goes on with what was trained.",
            "Exit codes: 0 no verdict is worse than on record; 1 some is, or trainings were stopped; 3 a run came to no end.",
            "",
            "  longhaul claims                                          all but training, within two minutes",
            "  longhaul claims --only des-loc                           one paper, or one claim",
            "  longhaul claims --train                                  those that take training too, in some hours",
            "  longhaul claims --train --only small                     those whose name contains it",
            "  longhaul claims --write docs/claims.md                   the page of all claims anew"
        })
public final class ClaimsCommand implements Callable<Integer> {
    @Option(
            names = "--only",
            paramLabel = "NAME",
            description = "compute only the papers and claims whose name contains this; may be repeated")
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--train",
            description =
                    "compute the claims that take training too, under five seeds or more, or fewer where a claim says so: minutes each")
    private boolean train;

    @Option(
            names = "--trained",
            paramLabel = "DIR",
            description =
                    "folder that keeps what was trained, for a program that has not changed since (default: runs/claims)")
    private @Nullable Path trained;

    @Option(names = "--json", description = "print JSON instead of the tables")
    private boolean json;

    @Option(names = "--write", paramLabel = "PAGE", description = "write the page of all claims, as docs/claims.md")
    private @Nullable Path page;

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description =
                    "write the verdicts as those that later ones are compared with; those of claims that are not computed"
                            + " stay as they are in the file")
    private @Nullable Path record;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    ClaimsCommand() {}

    @Override
    public Integer call() throws IOException {
        if (!only.isEmpty() && page != null) {
            throw new WrongInputException("--write needs every claim; allowed: without --only");
        }
        if (trained != null && !train) {
            throw new WrongInputException("--trained needs --train: without it nothing is trained");
        }
        VerdictsOnRecord written = written();
        Extensions extensions = Extensions.load();
        List<PaperClaims> all = ClaimCatalogue.papers(extensions);
        List<PaperClaims> papers = chosen(all);
        List<JudgedPaper> judged = train ? trained(extensions, papers) : judge(extensions, papers, null);
        return judged == null ? ExitCode.INCOMPLETE : tell(all, judged, written);
    }

    /** What the file that is to be written holds before; where there is none, what ships. */
    private VerdictsOnRecord written() throws IOException {
        if (record == null || !Files.exists(record)) {
            return VerdictsOnRecord.shipped();
        }
        try {
            return VerdictsOnRecord.parse(Files.readString(record));
        } catch (IllegalArgumentException e) {
            throw new WrongInputException("--record: " + record + " is no file of verdicts: " + e.getMessage()
                    + "; allowed: one, or a new file");
        }
    }

    private List<JudgedPaper> judge(Extensions extensions, List<PaperClaims> papers, @Nullable KeptTrainings kept) {
        int threads = Runtime.getRuntime().availableProcessors();
        int claims = papers.stream().mapToInt(paper -> paper.claims().size()).sum();
        PrintWriter err = spec.commandLine().getErr();
        return new ClaimJudge(extensions, kept, threads, VerdictsOnRecord.shipped())
                .judge(papers, new ConsoleClaims(err, claims, threads));
    }

    /** The verdicts with those by training; null when it was stopped. */
    @SuppressWarnings("try") // open signals are heard, not used
    private @Nullable List<JudgedPaper> trained(Extensions extensions, List<PaperClaims> papers) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        Path folder = trained == null ? Path.of("runs", "claims") : trained;
        RunControl control = new RunControl();
        StopRequests stop = new StopRequests(control, err, "the same command");
        try (Signals signals = Signals.heardBy(stop::heard)) {
            KeptTrainings kept = new KeptTrainings(folder, control);
            List<JudgedPaper> judged = judge(extensions, papers, kept);
            if (only.isEmpty()) {
                kept.deleteOthers();
            }
            return judged;
        } catch (RunControl.StoppedException e) {
            err.println("Stopped; what was trained is kept in " + folder + ". Go on with: the same command");
            return null;
        }
    }

    private int tell(List<PaperClaims> all, List<JudgedPaper> judged, VerdictsOnRecord written) throws IOException {
        if (page != null) {
            AtomicFiles.write(page, ClaimsPage.of(judged));
        }
        if (record != null) {
            AtomicFiles.write(record, written.text(all, judged));
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
