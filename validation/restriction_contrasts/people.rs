//! People simulated from the constants of the restriction model, with tissues, norms and errors that differ from it.
// long: one model with its constants; no part of it serves alone.

use std::collections::BTreeMap;

use coxa::vocabulary::{BySide, Mechanism, Mode, Side, Test};
use serde_json::Value;

use super::score::{Case, Truth, assessment_of, finding_of, row_named, test_named};

/// Random numbers from a seed: the same people on every machine.
pub struct Draws {
    state: u64,
}

impl Draws {
    /// Draws that follow from `seed` alone.
    pub fn new(seed: u64) -> Draws {
        Draws { state: seed }
    }

    /// SplitMix64.
    fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Between 0 and 1, never 0.
    pub fn uniform(&mut self) -> f64 {
        ((self.bits() >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    /// Standard normal.
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(self.uniform())).sqrt();
        radius * libm::cos(2.0 * std::f64::consts::PI * self.uniform())
    }

    /// Student's t with `freedom` degrees of freedom, scaled to unit variance.
    fn heavy(&mut self, freedom: usize) -> f64 {
        let chi: f64 = (0..freedom).map(|_| self.normal()).map(|x| x * x).sum();
        let n = freedom as f64;
        self.normal() / (chi / n).sqrt() * ((n - 2.0) / n).sqrt()
    }

    /// One of `count`, from 0.
    pub fn choice(&mut self, count: usize) -> usize {
        ((self.uniform() * count as f64) as usize).min(count - 1)
    }
}

/// One tissue of one test.
#[derive(Debug, Clone, Copy)]
struct Tissue {
    /// Index into the mechanisms; `None` for the rest of the tissue.
    mechanism: Option<usize>,
    share: f64,
    slope: f64,
}

/// The constants of one test.
#[derive(Debug, Clone)]
struct TestModel {
    test: Test,
    mu: f64,
    norm_mean: f64,
    norm_sd: f64,
    standard_error: f64,
    specific_sd: f64,
    bone: f64,
    version: f64,
    pelvis: f64,
    guard: f64,
    control: f64,
    tissues: Vec<Tissue>,
}

/// The restriction model's constants.
pub struct Constants {
    tests: Vec<TestModel>,
    /// Test index and mode of every row.
    rows: Vec<(usize, Mode)>,
    /// The end-range mechanisms in the order of the file.
    pub mechanisms: Vec<Mechanism>,
    sigma: BTreeMap<String, f64>,
    extra_sd: BTreeMap<Mode, f64>,
    guard: (f64, f64, f64),
    contract_relax: (f64, f64),
    kappa: f64,
    warp: f64,
    same_side: Vec<Vec<f64>>,
    left_right: Vec<Vec<f64>>,
    specific_left_right: f64,
    /// The names of the latents of a side, in the order of the correlations.
    side_latents: Vec<Mechanism>,
}

/// What is true of one side: natural logs of stiffness, degrees of bone and version, log of tension and capacity.
#[derive(Debug, Clone)]
pub struct Latents {
    /// By mechanism, in the order of the constants; tolerance included.
    pub raw: Vec<f64>,
    /// Pelvic tilt, degrees.
    pub tilt: f64,
}

fn number(value: &Value, path: &[&str]) -> Result<f64, String> {
    let mut at = value;
    for key in path {
        at = at.get(key).ok_or_else(|| format!("no {}", path.join(".")))?;
    }
    at.as_f64().ok_or_else(|| format!("{} is no number", path.join(".")))
}

fn list<'a>(value: &'a Value, key: &str) -> Result<&'a Vec<Value>, String> {
    value.get(key).and_then(Value::as_array).ok_or_else(|| format!("no list {key:?}"))
}

impl Constants {
    /// Reads the constants.
    ///
    /// # Errors
    /// What is missing.
    pub fn read(text: &str) -> Result<Constants, String> {
        let root: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let mechanism = |value: &Value| -> Result<Mechanism, String> {
            let name = value.as_str().ok_or("a mechanism that is no text")?;
            name.parse().map_err(|error| format!("{error}"))
        };
        let mechanisms: Vec<Mechanism> =
            list(&root, "mechanisms")?.iter().map(mechanism).collect::<Result<_, String>>()?;
        let side_latents: Vec<Mechanism> =
            list(&root, "side_latents")?.iter().map(mechanism).collect::<Result<_, String>>()?;
        let hyper = root.get("hyper").ok_or("no \"hyper\"")?;
        let models = root.get("tests").and_then(Value::as_object).ok_or("no \"tests\"")?;
        let mut tests = Vec::new();
        for (name, model) in models {
            let test = test_named(name).ok_or_else(|| format!("unknown test {name}"))?;
            let structures = model.get("structures").and_then(Value::as_object).ok_or("no structures")?;
            let mut tissues = Vec::new();
            for (tissue, at) in structures {
                let mechanism = mechanisms.iter().position(|own| own.id() == tissue);
                tissues.push(Tissue {
                    mechanism,
                    share: number(at, &["share"])?,
                    slope: number(at, &["slope_per_deg"])?,
                });
            }
            tests.push(TestModel {
                test,
                mu: number(model, &["mu_deg"])?,
                norm_mean: number(model, &["norm_mean_deg"])?,
                norm_sd: number(model, &["norm_sd_deg"])?,
                standard_error: number(model, &["se_deg"])?,
                specific_sd: number(model, &["eps_deg"])?,
                bone: number(model, &["w_bone"])?,
                version: number(model, &["w_version"])?,
                pelvis: number(model, &["w_pelvis"])?,
                guard: number(model, &["w_guard"])?,
                control: number(hyper, &["alpha", name]).unwrap_or(0.0),
                tissues,
            });
        }
        let mut rows = Vec::new();
        for row in list(&root, "rows")? {
            let name = row.get("name").and_then(Value::as_str).ok_or("a row without name")?;
            let (test, mode) = row_named(name).ok_or_else(|| format!("unknown row {name}"))?;
            rows.push((tests.iter().position(|own| own.test == test).ok_or("a row without test")?, mode));
        }
        let matrix = |key: &str| -> Result<Vec<Vec<f64>>, String> {
            let rows = list(&root, key)?;
            Ok(rows
                .iter()
                .map(|row| row.as_array().into_iter().flatten().filter_map(Value::as_f64).collect())
                .collect())
        };
        let sigma = hyper.get("sig").and_then(Value::as_object).ok_or("no hyper.sig")?;
        Ok(Constants {
            tests,
            rows,
            mechanisms,
            sigma: sigma.iter().filter_map(|(name, size)| Some((name.clone(), size.as_f64()?))).collect(),
            extra_sd: [Mode::Passive, Mode::ContractRelax, Mode::Active]
                .into_iter()
                .map(|mode| Ok((mode, number(&root, &["row_extra_sd", mode.id()])?)))
                .collect::<Result<_, String>>()?,
            guard: (
                number(hyper, &["guard", "scale"])?,
                number(hyper, &["guard", "slope"])?,
                number(hyper, &["guard", "knee"])?,
            ),
            contract_relax: (number(hyper, &["delta_cr"])?, 1.0 - number(hyper, &["rho_cr"])?),
            kappa: number(hyper, &["kappa"])?,
            warp: number(hyper, &["warp"])?,
            same_side: matrix("prior_correlation_side_block")?,
            left_right: matrix("prior_correlation_left_right")?,
            specific_left_right: number(hyper, &["eps_lr"])?,
            side_latents,
        })
    }

    fn index(&self, mechanism: Mechanism) -> usize {
        self.mechanisms.iter().position(|own| *own == mechanism).unwrap_or(0)
    }

    fn sigma(&self, name: &str) -> f64 {
        self.sigma.get(name).copied().unwrap_or(1.0)
    }

    /// Test, mode, passive norm SD of every row.
    pub fn row_scales(&self) -> Vec<(Test, Mode, f64)> {
        self.rows.iter().map(|(test, mode)| (self.tests[*test].test, *mode, self.tests[*test].norm_sd)).collect()
    }

    /// Norm mean of the passive test, test-specific SD and the SD beyond error of a row.
    pub fn row_spread(&self, row: usize) -> (f64, f64, f64) {
        let (test, mode) = self.rows[row];
        (self.tests[test].norm_mean, self.tests[test].specific_sd, self.extra_sd[&mode])
    }

    /// A person in whom nothing differs from ordinary.
    pub fn ordinary(&self) -> Latents {
        Latents { raw: vec![0.0; self.mechanisms.len()], tilt: 0.0 }
    }

    /// The raw value of a mechanism at a number of population SDs, towards restriction when positive.
    pub fn restriction(&self, mechanism: Mechanism, sds: f64) -> f64 {
        match mechanism {
            Mechanism::Guarding => self.tension(sds),
            Mechanism::Version | Mechanism::Tolerance | Mechanism::ActiveControl => -sds * self.sigma(mechanism.id()),
            _ => sds * self.sigma(mechanism.id()),
        }
    }

    fn tension(&self, z: f64) -> f64 {
        let (scale, slope, knee) = self.guard;
        scale * libm::log1p(libm::exp(slope * (z - knee))) / slope
    }

    /// One SD of pelvic tilt, degrees.
    pub fn tilt_sd(&self) -> f64 {
        self.sigma("pelvis_tilt")
    }

    /// The angles of every row of a side, without error.
    pub fn angles(&self, latents: &Latents) -> Vec<f64> {
        self.rows.iter().map(|(test, mode)| self.angle(&self.tests[*test], *mode, latents)).collect()
    }

    fn angle(&self, test: &TestModel, mode: Mode, latents: &Latents) -> f64 {
        let raw = |mechanism: Mechanism| latents.raw[self.index(mechanism)];
        let (tension, capacity, tolerance) =
            (raw(Mechanism::Guarding), raw(Mechanism::ActiveControl), raw(Mechanism::Tolerance));
        let passive = tolerance - test.guard * tension;
        let accepted = match mode {
            Mode::ContractRelax => tolerance + self.contract_relax.0 - self.contract_relax.1 * test.guard * tension,
            Mode::Active => {
                let own = test.control + capacity - test.guard * tension;
                -libm::log(libm::exp(-self.kappa * passive) + libm::exp(-self.kappa * own)) / self.kappa
            }
            _ => passive,
        };
        let logs: Vec<(f64, f64)> = test
            .tissues
            .iter()
            .filter(|tissue| tissue.share > 0.0)
            .map(|tissue| {
                let stiffness = match tissue.mechanism {
                    None => 0.0,
                    Some(at) if self.mechanisms[at] == Mechanism::Bone => tissue.slope * test.bone * latents.raw[at],
                    Some(at) => latents.raw[at],
                };
                (libm::log(tissue.share) + stiffness, tissue.slope)
            })
            .collect();
        let mut x = logs.iter().map(|(log, slope)| (accepted - log) / slope).fold(f64::INFINITY, f64::min);
        for _ in 0..8 {
            let terms: Vec<(f64, f64)> = logs.iter().map(|(log, slope)| (libm::exp(log + slope * x), *slope)).collect();
            let total: f64 = terms.iter().map(|(term, _)| term).sum();
            let slope = terms.iter().map(|(term, slope)| term * slope).sum::<f64>() / total;
            x -= (libm::log(total) - accepted) / slope;
        }
        test.mu + x + test.version * raw(Mechanism::Version) + test.pelvis * latents.tilt
    }

    /// What would come back in every row without a mechanism, and its burdens.
    fn truth(&self, latents: &Latents) -> Truth {
        let now = self.angles(latents);
        let mut truth = Truth::default();
        for (index, mechanism) in self.mechanisms.iter().enumerate() {
            let mut without = latents.clone();
            without.raw[index] = 0.0;
            let mode = if *mechanism == Mechanism::ActiveControl { Mode::Active } else { Mode::Passive };
            let mut burden = f64::NEG_INFINITY;
            for ((row, then), now) in self.rows.iter().zip(self.angles(&without)).zip(&now) {
                let (test, back) = (&self.tests[row.0], then - now);
                truth.recoverable.push((test.test, row.1, *mechanism, back));
                if row.1 == mode {
                    burden = burden.max(back / test.norm_sd);
                }
            }
            truth.burden.push((*mechanism, burden));
        }
        truth
    }

    /// Draws the latents of both sides from the prior, `share` of the population's spread, with planted ones on the right.
    fn draw(&self, draws: &mut Draws, share: f64, planted: &[Mechanism]) -> BySide<Latents> {
        let count = self.side_latents.len();
        let size = 2 * count;
        let covariance = |a: usize, b: usize| {
            let block = if a / count == b / count { &self.same_side } else { &self.left_right };
            block[a % count][b % count]
        };
        // Cholesky's method, with a grain that keeps equal latents apart.
        let mut lower = vec![vec![0.0; size]; size];
        for a in 0..size {
            for b in 0..=a {
                let known: f64 = (0..b).map(|k| lower[a][k] * lower[b][k]).sum();
                let rest = covariance(a, b) + if a == b { 1e-9 } else { 0.0 } - known;
                lower[a][b] = if a == b { rest.max(1e-12).sqrt() } else { rest / lower[b][b] };
            }
        }
        let noise: Vec<f64> = (0..size).map(|_| draws.normal()).collect();
        let z: Vec<f64> =
            lower.iter().map(|row| share * row.iter().zip(&noise).map(|(l, n)| l * n).sum::<f64>()).collect();
        let shared = (share * draws.normal(), share * draws.normal());
        let mut sides = BySide::from_fn(|side| {
            let offset = if side == Side::Right { 0 } else { count };
            let mut latents = self.ordinary();
            latents.tilt = shared.1 * self.tilt_sd();
            for (at, mechanism) in self.side_latents.iter().enumerate() {
                latents.raw[self.index(*mechanism)] = match mechanism {
                    Mechanism::Guarding => self.tension(z[offset + at]),
                    Mechanism::Version => z[offset + at] * self.sigma("version"),
                    _ => self.sparse(z[offset + at]) * self.sigma(mechanism.id()),
                };
            }
            latents.raw[self.index(Mechanism::Tolerance)] = shared.0 * self.sigma("tolerance");
            latents
        });
        for mechanism in planted {
            let sign = if *mechanism == Mechanism::Version && draws.uniform() < 0.5 { -1.0 } else { 1.0 };
            let size = sign * self.restriction(*mechanism, 2.2);
            sides.right.raw[self.index(*mechanism)] = size;
            if *mechanism == Mechanism::Tolerance {
                sides.left.raw[self.index(*mechanism)] = size;
            }
        }
        sides
    }

    /// Most people near ordinary, a few far out; unit variance.
    fn sparse(&self, z: f64) -> f64 {
        let w = self.warp;
        let scale = 1.0 / ((libm::exp(2.0 * w * w) - 1.0) / (2.0 * w * w)).sqrt();
        scale * libm::sinh(w * z.clamp(-4.5, 4.5)) / w
    }

    /// A hip whose tissues share the torque differently than the table says.
    fn shuffled(&self, draws: &mut Draws) -> Constants {
        let mut other = Constants {
            tests: self.tests.clone(),
            rows: self.rows.clone(),
            mechanisms: self.mechanisms.clone(),
            sigma: self.sigma.clone(),
            extra_sd: self.extra_sd.clone(),
            guard: self.guard,
            contract_relax: self.contract_relax,
            kappa: self.kappa,
            warp: self.warp,
            same_side: self.same_side.clone(),
            left_right: self.left_right.clone(),
            specific_left_right: self.specific_left_right,
            side_latents: self.side_latents.clone(),
        };
        for test in &mut other.tests {
            let before = self.angle(test, Mode::Passive, &self.ordinary());
            for tissue in &mut test.tissues {
                tissue.share *= libm::exp(0.4 * draws.normal());
                tissue.slope *= libm::exp(0.2 * draws.normal());
            }
            let total: f64 = test.tissues.iter().map(|tissue| tissue.share).sum();
            test.tissues.iter_mut().for_each(|tissue| tissue.share /= total);
            // The ordinary end range stays, but for what norms are off by.
            test.mu += before - self.angle(test, Mode::Passive, &self.ordinary()) + 1.5 * draws.normal();
        }
        other
    }

    /// A person of one kind with everything that goes wrong in measuring.
    pub fn person(&self, draws: &mut Draws, number: usize) -> Case {
        let (kind, plants) = match number % 5 {
            0 | 1 => ("natural", 0),
            2 | 3 => ("single", 1),
            _ => ("double", 2),
        };
        let mut planted: Vec<Mechanism> = Vec::new();
        while planted.len() < plants {
            let one = self.mechanisms[draws.choice(self.mechanisms.len())];
            if !planted.contains(&one) {
                planted.push(one);
            }
        }
        let hip = self.shuffled(draws);
        let latents = hip.draw(draws, if plants == 0 { 1.0 } else { 0.6 }, &planted);
        let own: Vec<f64> = hip.tests.iter().map(|_| draws.normal()).collect();
        let mut findings = Vec::new();
        for side in Side::ALL {
            let r = hip.specific_left_right;
            let specific: Vec<f64> = own
                .iter()
                .map(|shared| match side {
                    Side::Right => *shared,
                    Side::Left => r * shared + (1.0 - r * r).sqrt() * draws.normal(),
                })
                .collect();
            for ((test, mode), angle) in hip.rows.iter().zip(hip.angles(latents.get(side))) {
                let model = &hip.tests[*test];
                let mut read = angle
                    + specific[*test] * model.specific_sd
                    + model.standard_error * draws.heavy(5)
                    + 0.7 * hip.extra_sd[mode] * draws.normal();
                if draws.uniform() < 0.03 {
                    let sign = if draws.uniform() < 0.5 { -1.0 } else { 1.0 };
                    read += sign * (8.0 + 12.0 * draws.uniform());
                }
                if draws.uniform() < 0.05 {
                    continue;
                }
                findings.push(finding_of(model.test, *mode, side, read.round(), Some(model.standard_error)));
            }
        }
        Case {
            id: format!("simulated {number}"),
            kind: kind.to_string(),
            assessment: assessment_of(findings),
            truth: BySide::from_fn(|side| hip.truth(latents.get(side))),
        }
    }

    /// The error-free angles of right sides drawn from the prior of the model as it stands.
    pub fn ordinary_people(&self, count: usize, seed: u64) -> Vec<Vec<f64>> {
        let mut draws = Draws::new(seed);
        (0..count).map(|_| self.angles(&self.draw(&mut draws, 1.0, &[]).right)).collect()
    }

    /// So many people.
    pub fn people(&self, count: usize, seed: u64) -> Vec<Case> {
        let mut draws = Draws::new(seed);
        (0..count).map(|number| self.person(&mut draws, number)).collect()
    }
}
