//! Runs a program of the Berkeley packet filter, as `tcpdump -ddd` writes it.
//!
//! The machine is that of McCanne and Jacobson, "The BSD Packet Filter" (USENIX 1993), section 3:
//! an accumulator, an index register, sixteen words of memory.

use std::process::Command;

/// A program.
pub struct Program {
    instructions: Vec<Instruction>,
}

struct Instruction {
    code: u16,
    when_true: usize,
    when_false: usize,
    k: u32,
}

impl Program {
    /// What libpcap compiles; `None` where it refuses the expression for that link type.
    pub fn of(link_type: &str, expression: &str) -> Option<Self> {
        let output = Command::new("tcpdump")
            .args(["-ddd", "-y", link_type])
            .arg(expression)
            .output()
            .expect("tcpdump is installed");
        if String::from_utf8_lossy(&output.stderr).contains("rejects all packets") {
            return Some(Self { instructions: Vec::new() });
        }
        if !output.status.success() {
            return None;
        }
        let text = String::from_utf8(output.stdout).unwrap();
        let instruction = |line: &str| {
            let numbers: Vec<u32> = line.split(' ').map(|word| word.parse().unwrap()).collect();
            let [code, when_true, when_false, k] = numbers[..] else { panic!("{line}") };
            let code = u16::try_from(code).unwrap();
            Instruction { code, when_true: when_true as usize, when_false: when_false as usize, k }
        };
        Some(Self { instructions: text.lines().skip(1).map(instruction).collect() })
    }

    /// Whether it lets a packet through.
    pub fn accepts(&self, data: &[u8], wire_bytes: u32) -> bool {
        self.run(data, wire_bytes).unwrap_or(false)
    }

    /// `None` where a byte is asked for that the packet does not have.
    fn run(&self, data: &[u8], wire_bytes: u32) -> Option<bool> {
        let (mut a, mut x, mut memory) = (0_u32, 0_u32, [0_u32; 16]);
        let mut next = 0_usize;
        loop {
            let Instruction { code, when_true, when_false, k } = self.instructions.get(next)?;
            let k = *k;
            next += 1;
            let load = |at: u32| -> Option<u32> {
                let rest = data.get(at as usize..)?;
                Some(match code & 0x18 {
                    0x00 => u32::from_be_bytes(*rest.first_chunk()?),
                    0x08 => u16::from_be_bytes(*rest.first_chunk()?).into(),
                    _ => (*rest.first()?).into(),
                })
            };
            let operand = if code & 0x08 == 0 { k } else { x };
            match code & 0x07 {
                // Into the accumulator.
                0 => {
                    a = match code & 0xe0 {
                        0x00 => k,
                        0x20 => load(k)?,
                        0x40 => load(x.wrapping_add(k))?,
                        0x60 => memory[k as usize],
                        _ => wire_bytes,
                    }
                }
                // Into the index register.
                1 => {
                    x = match code & 0xe0 {
                        0x00 => k,
                        0x60 => memory[k as usize],
                        0xa0 => 4 * u32::from(data.get(k as usize)? & 0x0f),
                        _ => wire_bytes,
                    }
                }
                2 => memory[k as usize] = a,
                3 => memory[k as usize] = x,
                4 => {
                    a = match code & 0xf0 {
                        0x00 => a.wrapping_add(operand),
                        0x10 => a.wrapping_sub(operand),
                        0x20 => a.wrapping_mul(operand),
                        0x30 => a.checked_div(operand)?,
                        0x40 => a | operand,
                        0x50 => a & operand,
                        0x60 => a.checked_shl(operand).unwrap_or(0),
                        0x70 => a.checked_shr(operand).unwrap_or(0),
                        0x80 => a.wrapping_neg(),
                        0x90 => a.checked_rem(operand)?,
                        _ => a ^ operand,
                    }
                }
                5 => {
                    let holds = match code & 0xf0 {
                        // Backwards too, in loops.
                        0x00 => {
                            next = u32::try_from(next).ok()?.wrapping_add(k) as usize;
                            continue;
                        }
                        0x10 => a == operand,
                        0x20 => a > operand,
                        0x30 => a >= operand,
                        _ => a & operand != 0,
                    };
                    next += if holds { when_true } else { when_false };
                }
                6 => return Some(if code & 0x18 == 0x10 { a != 0 } else { k != 0 }),
                _ => match code & 0xf8 {
                    0x00 => x = a,
                    _ => a = x,
                },
            }
        }
    }
}
