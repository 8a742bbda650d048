import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Checks files with veraPDF against standards (`1a,ua1`); says each rule that is broken and where. */
public class VerapdfCheck {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        boolean compliant = true;
        for (String standard : arguments[0].split(",")) {
            for (int i = 1; i < arguments.length; i++) {
                compliant &= compliant(PDFAFlavour.fromString(standard), arguments[i]);
            }
        }
        System.exit(compliant ? 0 : 1);
    }

    private static boolean compliant(PDFAFlavour standard, String file) throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), standard)) {
            ValidationResult result = Foundries.defaultInstance().createValidator(standard, false).validate(parser);
            String verdict = result.isCompliant() ? "compliant" : "NOT compliant";
            System.out.println(file + ", " + standard + ": " + verdict);
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() != TestAssertion.Status.PASSED) {
                    System.out.println("  " + assertion.getRuleId().getClause() + ": " + assertion.getMessage() + " ("
                            + assertion.getLocation().getContext() + ")");
                }
            }
            return result.isCompliant();
        }
    }
}
