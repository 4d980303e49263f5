package io.berth.report;

import io.berth.calibration.Calibration;
import io.berth.calibration.CalibrationFiles;
import io.berth.calibration.Certificate;
import io.berth.calibration.Judge;
import java.nio.file.Path;

/** Makes the page of a calibration from what is stored of it alone. */
public final class CalibrationPages {
    private static final String TEMPLATE = "calibration.ftlh";

    private CalibrationPages() {}

    /**
     * Judges the calibration and writes verdicts.json, calibration.csv and calibration.html, in
     * place of those that are there. The page is rendered before any is replaced.
     *
     * @param templates the directory that holds calibration.ftlh
     * @throws ReportException if the template is missing or faulty (with its line) or a file cannot
     *     be written
     * @throws io.berth.results.ResultsException if calibration.json cannot be read
     */
    public static Certificate write(CalibrationFiles files, Path templates) {
        Calibration calibration = files.read();
        Certificate certificate = Judge.judge(calibration);
        String html = render(calibration, certificate, templates);
        files.derive(calibration, certificate);
        Reports.replace(files.html(), html);
        return certificate;
    }

    /**
     * Requires a template that can be read, before a calibration that it will show.
     *
     * @throws ReportException if it is missing or is no template (with its line)
     */
    public static void checkTemplate(Path templates) {
        new Templates(templates).check(TEMPLATE);
    }

    static String render(Calibration calibration, Certificate certificate, Path templates) {
        return new Templates(templates)
                .render(TEMPLATE, CalibrationModel.of(calibration, certificate));
    }
}
